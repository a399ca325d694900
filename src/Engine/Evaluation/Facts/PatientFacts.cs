using Opportune.Core;

namespace Opportune.Engine.Evaluation;

/// <summary>
/// One patient's events that count, filed by what rules ask for: each value set and each concept has its own run of event
/// numbers, so that a rule touches only the events that it can mean, however many others there are.
/// </summary>
internal sealed class PatientFacts
{
    private readonly Event[] _events;
    private readonly RowState[] _states;
    private readonly int[] _starts;
    private readonly int[] _filed;

    /// <param name="keys">What rules ask for, by number.</param>
    /// <param name="record">The patient.</param>
    /// <param name="lasting">Hears until when each answer holds, where that is asked.</param>
    public PatientFacts(RuleKeys keys, PatientRecord record, Lasting? lasting = null)
    {
        (Record, Lasting) = (record, lasting);
        _events = Sorted(record.Events);
        _states = new RowState[_events.Length];
        _starts = new int[keys.Count + 1];
        var found = new List<(int Key, int Number)>(_events.Length);
        for (var number = 0; number < _events.Length; number++)
        {
            var e = _events[number];
            _states[number] = RowStates.Of(e);
            if (!Counts(number))
                continue;
            for (var i = 0; i < KeysOf(e); i++)
            {
                if (KeyOf(keys, e, i) is var key and >= 0)
                    found.Add((key, number));
            }
        }
        foreach (var (key, _) in found)
            _starts[key + 1]++;
        for (var i = 0; i < keys.Count; i++)
            _starts[i + 1] += _starts[i];
        // A counting sort: each event goes to the next free place of its keys.
        _filed = new int[found.Count];
        var next = _starts.AsSpan(0, keys.Count).ToArray();
        foreach (var (key, number) in found)
            _filed[next[key]++] = number;
    }

    public PatientRecord Record { get; }

    public Patient Patient => Record.Patient;

    /// <summary>Hears until when each answer holds; null where nobody asks.</summary>
    public Lasting? Lasting { get; }

    /// <summary>Number of events; their numbers begin at zero.</summary>
    public int Count => _events.Length;

    /// <summary>The event of that number.</summary>
    public Event this[int number] => _events[number];

    /// <summary>What became of the row of that event.</summary>
    public RowState State(int number) => _states[number];

    /// <summary>Whether rules see the event: not what is said not to be there, or never was.</summary>
    public bool Counts(int number) => _states[number] != RowState.Void && Presence.Of(_events[number]) is not null;

    /// <summary>Numbers of the events under a key, in order.</summary>
    public ReadOnlySpan<int> Under(int key) => _filed.AsSpan(_starts[key].._starts[key + 1]);

    private static int KeysOf(Event e) => e.Mention is not null || e.Code is null ? 1 : e.ValueSets.Count;

    private static int KeyOf(RuleKeys keys, Event e, int i) => e.Mention is { } mention
        ? keys.Concept(mention.Concept)
        : e.Code is null ? RuleKeys.AnyReport : keys.ValueSet(e.ValueSets[i]);

    private static Event[] Sorted(IReadOnlyList<Event> events)
    {
        var sorted = new Event[events.Count];
        var inOrder = true;
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = events[i];
            inOrder &= i == 0 || EventOrder.Compare(sorted[i - 1], sorted[i]) <= 0;
        }
        if (!inOrder)
            Array.Sort(sorted, EventOrder.Compare);
        return sorted;
    }
}
