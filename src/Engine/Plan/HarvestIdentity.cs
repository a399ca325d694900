using System.Security.Cryptography;
using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>The accession and the patient of a row, by hash; what tells whether the row after it continues its report.</summary>
/// <param name="Accession">Hash of the accession; 0 where there is none.</param>
/// <param name="Patient">Hash of the patient's id.</param>
public readonly record struct ReportEnd(ulong Accession, ulong Patient);

/// <summary>
/// What, beside its own rows and the program, the harvest of a partition rests on: the rules that decide what is kept of a
/// row (not their wording, tiers or windows), and whether reports reach over its ends.
/// </summary>
/// <param name="plan">The plan.</param>
public sealed class HarvestIdentity(WorkPlan plan)
{
    private readonly Dictionary<(WorkStep, Table), string> _rules = plan.Partitions.Select(p => (p.Step, p.Table)).Distinct()
        .ToDictionary(p => p, p => Rules(plan, p.Step, p.Table));

    /// <summary>A hash of the rules that decide what is kept of the partition's rows.</summary>
    public string Rules(Partition partition) => _rules[(partition.Step, partition.Table)];

    /// <summary>The file, and the number of the row group in it, of each row group of the partition.</summary>
    public IReadOnlyList<(InputPart Part, int Group)> RowGroups(Partition partition) => [.. plan.SlicesOf(partition).Select(s => (s.Part, s.Group))];

    /// <summary>
    /// What the harvest takes from rows outside: whether its first rows belong to a report that began before, and the row
    /// groups into which its last report goes on, or may. A partition that stands for itself gives nothing.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="endsOf">The first and the last row of a row group.</param>
    public (bool Continues, IReadOnlyList<(InputPart Part, int Group)> Into) Neighbours(Partition partition, Func<InputPart, int, (ReportEnd First, ReportEnd Last)> endsOf)
    {
        if (partition is not { Table: Table.ImagingFindings, Step: WorkStep.Scan })
            return (false, []);
        var slices = plan.Input(partition.Table).Slices;
        var (first, last) = (partition.FirstSlice, partition.FirstSlice + partition.SliceCount - 1);
        var continues = first > 0 && IsOne(endsOf(slices[first - 1].Part, slices[first - 1].Group).Last, endsOf(slices[first].Part, slices[first].Group).First);
        var into = new List<(InputPart, int)>();
        var end = endsOf(slices[last].Part, slices[last].Group).Last;
        for (var next = last + 1; next < slices.Count; next++)
        {
            var ends = endsOf(slices[next].Part, slices[next].Group);
            if (!IsOne(end, ends.First))
                break;
            into.Add((slices[next].Part, slices[next].Group));
            // Only a row group that ends as it begins may be of one report as a whole.
            if (!IsOne(end, ends.Last))
                break;
        }
        return (continues, into);
    }

    /// <summary>The first and the last row of a row group of the findings.</summary>
    /// <exception cref="Columnar.TableFileException">A page is corrupt.</exception>
    public static (ReportEnd First, ReportEnd Last) EndsOf(InputPart part, int group)
    {
        var layout = TableLayout.Of(Table.ImagingFindings);
        using var accession = part.Open(group, layout.Accession)!;
        using var patient = part.Open(group, layout.Patient)!;
        var first = End(0);
        return (first, End(part.RowGroups[group] - 1));

        ReportEnd End(int row)
        {
            var text = accession.Page.Text(accession.MoveTo(row));
            return new(text.IsEmpty ? 0 : StableHash.Of(text), StableHash.Of(patient.Page.Text(patient.MoveTo(row))));
        }
    }

    private bool IsOne(ReportEnd a, ReportEnd b) =>
        a.Accession != 0 && a.Accession == b.Accession && plan.Merged.Final(a.Patient) == plan.Merged.Final(b.Patient);

    private static string Rules(WorkPlan plan, WorkStep step, Table table)
    {
        var rules = plan.Rules;
        var lines = new List<string> { $"{table} {step} {plan.Options.FindDates}" };
        if (step != WorkStep.LastSeen && CompiledRules.CodedTables.Contains(table))
            lines.AddRange(rules.Of(table).Lines(rules.ValueSets).Concat(rules.UsedFamilies.Lines()));
        if (step == WorkStep.Scan && table == Table.ImagingFindings)
            lines.AddRange(rules.Mentions.Lines().Concat(rules.Reports.Lines()));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }
}
