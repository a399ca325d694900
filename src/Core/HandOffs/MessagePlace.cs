namespace Opportune.Core;

/// <summary>A placeholder of a message.</summary>
/// <param name="Name">As it stands in the template: <c>{name}</c>.</param>
/// <param name="Means">What stands for it.</param>
/// <param name="Keep">So many code points of it are kept when a message is too long; more than a day or a number has.</param>
public sealed record MessagePlace(string Name, string Means, int Keep)
{
    /// <summary>All of them, in the order in which they are shortened where a message is too long: what can best be spared first.</summary>
    public static IReadOnlyList<MessagePlace> All { get; } =
    [
        new("limits", "known limits of the rule and of the data", 60),
        new("also", "why the patient is listed by other measures of the same entry; nothing where by none", 40),
        new("looked-for", "what was looked for, from when and up to when, and not found", 80),
        new("sender", "who sends it", 40),
        new("recipient", "the clinician", 60),
        new("record", "record number, or what else the source names the patient by", 40),
        new("patient", "name of the patient", 80),
        new("paragraph", "the measure's paragraph: the finding with its date and exam, what was not found up to when, the options", 380),
        new("born", "birth date: 3 May 1950", 20),
        new("sent-on", "of a reminder: when it was sent first", 20),
        new("today", "the day it is", 20),
        new("count", "of a summary: how many patients", 20),
    ];
}
