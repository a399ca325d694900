namespace Opportune.Engine;

/// <summary>The word for an order not to give, which sources spell in several ways (FHIR's element is doNotPerform).</summary>
internal static class Intents
{
    /// <summary>An intent in lower case, as rules know it.</summary>
    public static string? Normalise(string? intent) => intent switch
    {
        "donotperform" or "do not perform" or "do_not_perform" => "do-not-perform",
        _ => intent,
    };
}
