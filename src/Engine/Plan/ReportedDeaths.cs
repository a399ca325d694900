using System.Text;
using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Deaths up to the as-of date that reviewers entered; of one person's the earliest.</summary>
internal sealed class ReportedDeaths
{
    private readonly Dictionary<string, DateOnly> _days = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _hashes = [];

    public ReportedDeaths(PlanOptions options, DateOnly asOf)
    {
        foreach (var (patient, day) in options.Deaths)
        {
            var id = options.Merged.GetValueOrDefault(patient, patient);
            if (day <= asOf && !(_days.TryGetValue(id, out var known) && known <= day))
                _days[id] = day;
        }
        _hashes.UnionWith(_days.Keys.Select(id => StableHash.Of(Encoding.UTF8.GetBytes(id))));
    }

    /// <summary>Hashes of those for whom one was entered.</summary>
    public IEnumerable<ulong> Hashes => _hashes;

    /// <summary>Whether one was entered for the patient.</summary>
    public bool Has(ReadOnlySpan<byte> id) => _days.Count > 0 && _days.ContainsKey(Encoding.UTF8.GetString(id));

    /// <summary>Whether one may have been entered for a patient of that hash.</summary>
    public bool MayHave(ulong hash) => _hashes.Contains(hash);

    /// <summary>The patient with the earlier of the two days: the source's, or the one that was entered.</summary>
    public Patient Apply(Patient patient) =>
        _days.Count > 0 && _days.TryGetValue(patient.Id, out var day) && !(patient.DeathDate <= day)
            ? patient with { DeathDate = day, DeathIsReported = true }
            : patient;
}
