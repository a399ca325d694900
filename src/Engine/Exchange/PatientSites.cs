using System.Runtime.InteropServices;
using System.Text;

namespace Opportune.Engine;

/// <summary>At which site each patient of a bucket is who is asked about.</summary>
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

    /// <summary>Who was asked about.</summary>
    public IEnumerable<ulong> Asked => _of.Keys;

    /// <summary>Forgets the patients, not the room for them.</summary>
    public void Clear() => _of.Clear();

    /// <summary>Asks about a patient.</summary>
    public void Ask(ulong patient) => _of.TryAdd(patient, (long.MaxValue, -1));

    /// <summary>Whether the patient was asked about.</summary>
    public bool IsAsked(ulong patient) => _of.ContainsKey(patient);

    /// <summary>Takes a row of a patient who was asked about: the first by order counts.</summary>
    public void Add(ulong patient, long order, ReadOnlySpan<byte> site)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_of, patient);
        if (order < known.Order)
            known = (order, _numbers[site]);
    }

    /// <summary>The number of the site of a patient who was asked about; -1 of one who is unknown.</summary>
    public int Of(ulong patient) => _of[patient].Site;
}
