namespace Opportune.Serving.Alarms;

/// <summary>Something that people have to be told of for as long as it lasts.</summary>
/// <param name="Kind">A word of <see cref="Core.AlarmKinds"/>.</param>
/// <param name="Subject">What it is about; with the kind, what makes it the same alarm.</param>
/// <param name="Detail">One line for people, without identifiers of patients.</param>
/// <param name="TierOne">Whether measures that can find the most urgent are concerned.</param>
public sealed record AlarmCondition(string Kind, string Subject, string Detail, bool TierOne);
