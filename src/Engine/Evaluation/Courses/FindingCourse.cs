using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// What the reports of a patient say, one after the other, of one finding: first seen, and then unchanged, progressed, old,
/// healed or seen again. Reports that only tell it (a history, a comparison), doubt it or deny it are not counted: "no acute
/// fracture" is said of one exam, and takes nothing back. What a report's own addendum or correction takes back is not there
/// at all. A healed fracture stays an index event; the course says that it healed.
/// </summary>
internal sealed class FindingCourse
{
    private readonly List<Event> _reports;

    private FindingCourse(List<Event> reports) => _reports = reports;

    /// <summary>The first report that says it, however long ago.</summary>
    public Event First => _reports[0];

    /// <summary>Of the finding that an event states; null where one report alone says it, and of numbers, which are measured anew.</summary>
    public static FindingCourse? Of(Event stated, PatientFacts facts)
    {
        if (stated.Mention is not { Assertion: Assertion.Present } lead || IsMeasurement(lead))
            return null;
        var reports = new List<Event>();
        for (var number = 0; number < facts.Count; number++)
        {
            var e = facts[number];
            if (facts.Counts(number) && e.Mention is { Assertion: Assertion.Present } said && !IsMeasurement(said) && SameFinding.Is(lead, said))
                reports.Add(e);
        }
        return reports.Count > 1 && reports[0].Date != reports[^1].Date ? new(reports) : null;
    }

    /// <summary>"first seen 12 Mar 2024, unchanged on 3 Nov 2026 (3 reports)".</summary>
    public string Words => $"first seen {Dates.Text(First.Date)}, {Change()} on {Dates.Text(_reports[^1].Date)} ({Reports} reports)";

    private int Reports => _reports.Select(e => e.Accession ?? e.Date.ToString("O")).Distinct(StringComparer.Ordinal).Count();

    // A percentage of height lost grades a fracture; any other number is a measurement of its own day.
    private static bool IsMeasurement(Mention mention) => mention.Value is not null && mention.Unit != "%";

    // Of what the last report says the most: worse before better, and either before the same.
    private string Change()
    {
        var last = _reports.FindAll(e => e.Date == _reports[^1].Date).ConvertAll(e => e.Mention!);
        var before = _reports.FindAll(e => e.Date < _reports[^1].Date).ConvertAll(e => e.Mention!);
        var graded = before.Max(m => m.Severity);
        if (last.Exists(m => m.Kinds.Contains("progressed") || (graded != Severity.None && m.Severity > graded)))
            return "progressed";
        if (last.Exists(m => m.Age == LesionAge.Healed))
            return "healed";
        if (last.Exists(m => m.Age == LesionAge.Unchanged))
            return "unchanged";
        if (last.TrueForAll(m => before.Exists(b => SameFinding.IsCopied(b, m))))
            return "in the same words";
        return last.Exists(m => m.Age == LesionAge.Chronic) ? "called old" : "seen again";
    }
}
