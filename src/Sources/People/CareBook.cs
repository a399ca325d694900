namespace Opportune.Sources.People;

/// <summary>What some rows of the source say of who takes care of wanted patients. Books of all slices add up to what the source says.</summary>
public sealed class CareBook
{
    private readonly Dictionary<string, CareFacts> _facts = new(StringComparer.Ordinal);

    internal IEnumerable<KeyValuePair<string, CareFacts>> Facts => _facts;

    /// <summary>Writes it, for another process.</summary>
    public void Write(BinaryWriter to)
    {
        to.Write(_facts.Count);
        foreach (var (patient, facts) in _facts)
        {
            to.Write(patient);
            facts.Write(to);
        }
    }

    /// <summary>Reads back what was written.</summary>
    public static CareBook Read(BinaryReader from)
    {
        var book = new CareBook();
        for (var left = from.ReadInt32(); left > 0; left--)
            book._facts.Add(from.ReadString(), CareFacts.Read(from));
        return book;
    }

    internal CareFacts Of(string patientId)
    {
        if (!_facts.TryGetValue(patientId, out var facts))
            _facts[patientId] = facts = new();
        return facts;
    }
}
