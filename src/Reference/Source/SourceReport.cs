using Opportune.Core;

namespace Opportune.Reference;

/// <summary>The lines of one report that hold, in order: of several versions the one that was signed last.</summary>
internal static class SourceReport
{
    /// <summary>Adjacent rows of one accession and patient, in order of their lines, without those that another version replaces.</summary>
    public static IEnumerable<List<SourceRow>> Of(IEnumerable<SourceRow> findings, DateOnly asOf)
    {
        List<SourceRow> report = [];
        foreach (var row in findings.OrderBy(f => f.Number))
        {
            if (report.Count > 0 && (row.Number != report[^1].Number + 1 || row.Text("accession") is not { } accession || accession != report[^1].Text("accession")))
            {
                yield return Valid(report, asOf);
                report = [];
            }
            report.Add(row);
        }
        if (report.Count > 0)
            yield return Valid(report, asOf);
    }

    private static List<SourceRow> Valid(List<SourceRow> lines, DateOnly asOf)
    {
        if (lines.TrueForAll(l => l.Text("line") is not null))
            lines = [.. lines.OrderBy(l => l.Real("line")).ThenBy(l => l.Number)];
        if (lines.TrueForAll(l => Stage(l) == Stage(lines[0])) && Stage(lines[0]) != "corrected")
            return lines;
        lines = lines.FindAll(l => !l.IsVoid && !(l.Known > asOf));
        if (lines.Count < 2 || !lines.Exists(l => Stage(l) == "corrected"))
            return lines;
        // The latest correction holds, unless the report was signed again after it; what was added stays beside either.
        var latest = lines.Where(l => Stage(l) == "corrected").Max(l => l.Date("report_date")) ?? DateOnly.MaxValue;
        var again = lines.FindAll(l => Stage(l) == "final" && l.Date("report_date") > latest);
        return lines.FindAll(l => Stage(l) == "addendum" || again.Contains(l) || (Stage(l) == "corrected" && again.Count == 0 && !(l.Date("report_date") < latest)));
    }

    private static string Stage(SourceRow line) => line.Word("report_status") switch
    {
        "preliminary" or "partial" or "registered" => "preliminary",
        "addendum" or "appended" => "addendum",
        "corrected" or "amended" => "corrected",
        _ => "final",
    };
}
