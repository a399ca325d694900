using Opportune.Core;

namespace Opportune.Sources.People;

/// <summary>With whom one patient was and will be seen; small, because there is one for each listed patient.</summary>
internal sealed class CareFacts
{
    private List<(string With, VisitsWith Visits)>? _seen;

    /// <summary>Whether anybody who may be responsible saw the patient.</summary>
    public bool HasVisits => _seen is not null;

    /// <summary>The visits with each.</summary>
    public IReadOnlyDictionary<string, VisitsWith> Visits => (_seen ?? []).ToDictionary(s => s.With, s => s.Visits, StringComparer.Ordinal);

    /// <summary>Who ordered the exam of the leading finding; null: not known, or not asked for.</summary>
    public string? Ordering { get; set; }

    /// <summary>The next appointment.</summary>
    public DateOnly? Next { get; private set; }

    /// <summary>With whom it is.</summary>
    public string? NextWith { get; private set; }

    /// <summary>Notes a visit.</summary>
    public void Saw(string with, DateOnly day) => Saw(with, new VisitsWith(1, day));

    /// <summary>Notes an appointment. The first counts; of two on one day the one that sorts first, so that nothing rests on the order of files.</summary>
    public void WillSee(string? with, DateOnly day)
    {
        if (Next is not { } known || day < known || day == known && Utf8Order.Compare(with, NextWith) < 0)
            (Next, NextWith) = (day, with);
    }

    /// <summary>Adds what other rows say of the same patient; of orders the first counts, so those of later rows are added later.</summary>
    public void Add(CareFacts other)
    {
        foreach (var (with, visits) in other._seen ?? [])
            Saw(with, visits);
        if (other.Next is { } next)
            WillSee(other.NextWith, next);
        Ordering ??= other.Ordering;
    }

    /// <summary>Writes them, for another process.</summary>
    public void Write(BinaryWriter to)
    {
        to.Write(_seen?.Count ?? 0);
        foreach (var (with, visits) in _seen ?? [])
        {
            to.Write(with);
            to.Write(visits.Count);
            to.Write(visits.Last.DayNumber);
        }
        to.Write(Next?.DayNumber ?? -1);
        Write(to, NextWith);
        Write(to, Ordering);
    }

    /// <summary>Reads back what was written.</summary>
    public static CareFacts Read(BinaryReader from)
    {
        var facts = new CareFacts();
        for (var left = from.ReadInt32(); left > 0; left--)
            facts.Saw(from.ReadString(), new VisitsWith(from.ReadInt32(), DateOnly.FromDayNumber(from.ReadInt32())));
        facts.Next = from.ReadInt32() is var day and >= 0 ? DateOnly.FromDayNumber(day) : null;
        facts.NextWith = ReadText(from);
        facts.Ordering = ReadText(from);
        return facts;
    }

    private void Saw(string with, VisitsWith visits)
    {
        _seen ??= [];
        var at = _seen.FindIndex(s => s.With == with);
        if (at < 0)
            _seen.Add((with, visits));
        else
            _seen[at] = (with, new(_seen[at].Visits.Count + visits.Count, _seen[at].Visits.Last > visits.Last ? _seen[at].Visits.Last : visits.Last));
    }

    private static void Write(BinaryWriter to, string? text)
    {
        to.Write(text is not null);
        if (text is not null)
            to.Write(text);
    }

    private static string? ReadText(BinaryReader from) => from.ReadBoolean() ? from.ReadString() : null;
}
