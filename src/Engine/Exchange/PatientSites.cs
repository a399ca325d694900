using System.Runtime.InteropServices;
using System.Text;

namespace Opportune.Engine;

/// <summary>At which site each patient of a bucket is.</summary>
internal sealed class PatientSites
{
    private readonly Dictionary<ulong, (long Order, int Site)> _of = [];
    private readonly List<string> _names = [];
    private readonly BytesTable<int> _numbers;

    public PatientSites() => _numbers = new(name =>
    {
        _names.Add(Encoding.UTF8.GetString(name));
        return _names.Count - 1;
    });

    /// <summary>The sites' names, by their numbers.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Forgets the patients, not the room for them.</summary>
    public void Clear() => _of.Clear();

    /// <summary>Takes a row of a patient: the first by order counts.</summary>
    public void Add(ulong patient, long order, ReadOnlySpan<byte> site)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_of, patient, out var exists);
        if (!exists || order < known.Order)
            known = (order, _numbers[site]);
    }

    /// <summary>The number of the patient's site; -1 of one who is unknown.</summary>
    public int Of(ulong patient) => _of.TryGetValue(patient, out var found) ? found.Site : -1;
}
