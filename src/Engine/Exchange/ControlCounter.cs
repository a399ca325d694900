using System.Numerics;
using System.Text;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Engine;

/// <summary>
/// Counts positive controls, and the patients whom they are held against, bucket by bucket. Every patient of the source is
/// asked for a site and an age, so of each only that is kept, in room that the next bucket uses again. One a thread.
/// </summary>
public sealed class ControlCounter
{
    private const int FirstSize = 1024;

    private readonly WorkPlan _plan;
    private readonly long _latestBirth;
    private readonly List<string> _names = [];
    private readonly BytesTable<int> _sites;
    private int[] _slots = new int[FirstSize];
    private Known[] _known = new Known[FirstSize / 2];
    private int _count;
    private int[] _sitesOfOthers = [];
    private long[] _patients = [];
    private long[] _matched = [];
    private long[] _lastDays = [];
    private readonly HashSet<int> _observed = [];

    /// <param name="plan">The run's plan.</param>
    public ControlCounter(WorkPlan plan)
    {
        _plan = plan;
        var day = plan.AsOf.AddYears(-SiteControls.CountedAge).AddDays(1);
        while (Patient.AgeOn(day, plan.AsOf) < SiteControls.CountedAge)
            day = day.AddDays(-1);
        _latestBirth = CanonicalValue.DayOf(day);
        _sites = new(name =>
        {
            _names.Add(Encoding.UTF8.GetString(name));
            return _names.Count - 1;
        });
    }

    /// <summary>Counts a bucket.</summary>
    /// <param name="segments">Its records.</param>
    /// <param name="others">Who is in no record; null: nobody.</param>
    internal SiteControls Count(IReadOnlyList<ReadOnlyMemory<byte>> segments, CensusOthers? others)
    {
        _slots.AsSpan().Clear();
        _count = 0;
        foreach (var segment in segments)
            TakePatients(segment.Span);
        var sites = (others?.Sites ?? []).Select(s => _sites[s.Span]).ToArray();
        Array.Resize(ref _patients, _names.Count);
        Array.Resize(ref _matched, _names.Count * _plan.Controls.Count);
        _patients.AsSpan().Clear();
        Array.Resize(ref _lastDays, _matched.Length * SiteControls.LastDays);
        _matched.AsSpan().Clear();
        _lastDays.AsSpan().Clear();
        _observed.Clear();
        foreach (ref readonly var known in _known.AsSpan(0, _count))
            _patients[known.Site] += !known.IsDead && known.Birth <= _latestBirth ? 1 : 0;
        if (others is not null)
            Take(others, sites);
        foreach (var segment in segments)
            TakeControls(segment.Span, others);
        return Counts();
    }

    private void Take(CensusOthers others, int[] sites)
    {
        using var rows = others.ReadRows();
        using var all = others.ReadControls();
        var people = rows.All;
        var controls = all.All;
        Array.Resize(ref _sitesOfOthers, Math.Max(_sitesOfOthers.Length, people.Length));
        for (var i = 0; i < people.Length - 1; i++)
        {
            ref readonly var person = ref people[i];
            _sitesOfOthers[i] = -1;
            if (!others.Has(i) || (person.Flags & CensusFlags.IsKnown) == 0)
                continue;
            var site = _sitesOfOthers[i] = sites[person.Site];
            _patients[site] += (person.Flags & CensusFlags.IsDead) == 0 && person.Birth <= _latestBirth ? 1 : 0;
            if ((person.Flags & CensusFlags.IsObserved) != 0)
                _observed.Add(site);
            foreach (ref readonly var control in controls[person.Controls..people[i + 1].Controls])
            {
                if (control.Counts(_plan.Rules.AsOfDay))
                    CountControl(site, control.Control, control.Day);
            }
        }
    }

    private void CountControl(int site, int number, long day)
    {
        var control = (site * _plan.Controls.Count) + number;
        _matched[control]++;
        if (_plan.Rules.AsOfDay - day is >= 0 and < SiteControls.LastDays and var lag)
            _lastDays[(control * SiteControls.LastDays) + lag]++;
    }

    private void TakePatients(ReadOnlySpan<byte> segment)
    {
        var records = new RecordWalk(segment);
        // A segment is of one table, and the patients' holds nothing but patients.
        while (records.Next() && records.Kind == RecordKind.Patient)
        {
            var reader = new RecordReader(records.Fields);
            var hash = reader.UInt64();
            var isReportedDead = _plan.Deaths.Has(reader.Text());
            var patient = PatientRows.ReadCounted(ref reader, out var site);
            Add(new(hash, patient.Order, (int)patient.Birth, _sites[site], patient.IsDead || isReportedDead));
        }
    }

    // Who has only a new row that is counted here was not called.
    private int SiteOf(ulong patient, CensusOthers? others) =>
        _slots[SlotOf(patient)] is > 0 and var known ? _known[known - 1].Site : others?.Find(patient) is >= 0 and var number ? _sitesOfOthers[number] : -1;

    private void TakeControls(ReadOnlySpan<byte> segment, CensusOthers? others)
    {
        var records = new RecordWalk(segment);
        while (records.Next() && records.Kind != RecordKind.Patient)
        {
            if (records.Kind is not (RecordKind.Control or RecordKind.Observed))
                continue;
            var reader = new RecordReader(records.Fields);
            if (SiteOf(reader.UInt64(), others) is not (>= 0 and var site))
                continue;
            if (records.Kind == RecordKind.Observed)
                _observed.Add(site);
            else
                CountControl(site, (int)reader.Number(), reader.Day());
        }
    }

    // Of a patient who comes twice, the first row counts, and a death that any of them knows of.
    private void Add(in Known patient)
    {
        var slot = SlotOf(patient.Hash);
        if (_slots[slot] > 0)
        {
            ref var known = ref _known[_slots[slot] - 1];
            var isDead = known.IsDead || patient.IsDead;
            known = (patient.Order < known.Order ? patient : known) with { IsDead = isDead };
            return;
        }
        if (_count == _known.Length)
        {
            Grow();
            slot = SlotOf(patient.Hash);
        }
        _known[_count++] = patient;
        _slots[slot] = _count;
    }

    // The slot of that hash, or the free one where it belongs.
    private int SlotOf(ulong hash)
    {
        var slot = (int)(RecordBuffer.WithinBucket(hash) >> (64 - BitOperations.Log2((uint)_slots.Length)));
        while (_slots[slot] > 0 && _known[_slots[slot] - 1].Hash != hash)
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }

    private void Grow()
    {
        Array.Resize(ref _known, _known.Length * 2);
        _slots = new int[_known.Length * 2];
        for (var i = 0; i < _count; i++)
            _slots[SlotOf(_known[i].Hash)] = i + 1;
    }

    private SiteControls Counts()
    {
        var counts = new SiteControls();
        foreach (var site in _observed)
            counts.CountObserved(_names[site]);
        for (var site = 0; site < _names.Count; site++)
        {
            if (_patients[site] > 0)
                counts.CountPatients(_names[site], _patients[site]);
            for (var control = 0; control < _plan.Controls.Count; control++)
            {
                var (table, valueSet) = _plan.Controls[control];
                var at = (site * _plan.Controls.Count) + control;
                if (_matched[at] is > 0 and var rows)
                    counts.CountMatched(_names[site], table, valueSet, rows);
                var days = _lastDays.AsSpan(at * SiteControls.LastDays, SiteControls.LastDays);
                if (days.ContainsAnyExcept(0))
                    counts.CountLastDays(_names[site], table, valueSet, days);
            }
        }
        return counts;
    }

    /// <summary>What is counted of a patient.</summary>
    /// <param name="Hash">Hash of the id.</param>
    /// <param name="Order">Of a patient's rows, the lowest counts.</param>
    /// <param name="Birth">Day of birth.</param>
    /// <param name="Site">The number of the site's name.</param>
    /// <param name="IsDead">Whether a death is known.</param>
    private readonly record struct Known(ulong Hash, long Order, int Birth, int Site, bool IsDead);
}
