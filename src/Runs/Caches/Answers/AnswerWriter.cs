using Opportune.Core;
using Opportune.Engine;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs;

/// <summary>Writes answers: into the bucket's gaps as they are tonight, and beside them in the form that is kept.</summary>
internal sealed class AnswerWriter
{
    private readonly PreparedRun _run;
    private readonly GapSorter _gaps;
    private readonly BinaryWriter _to;
    private readonly MemoryStream _gap;
    private readonly BinaryWriter _toGap;
    private readonly OpenPlaces _open;
    private readonly SiteBook _one;

    public AnswerWriter(PreparedRun run, BucketRoom room, GapSorter gaps)
    {
        (Bytes, _gap) = (room.Answers, room.Gap);
        Bytes.SetLength(0);
        (_run, _gaps) = (run, gaps);
        (_to, _toGap) = (new(Bytes), new(_gap));
        (_open, _one) = (new(run.Evaluator, _gap), new(run.Request.Rules.Measures.Count));
    }

    /// <summary>How many are new.</summary>
    public int Count { get; private set; }

    /// <summary>One answer after the other.</summary>
    public MemoryStream Bytes { get; }

    /// <summary>Which they are.</summary>
    public List<AnswerFile.Entry> Entries { get; } = [];

    /// <summary>Adds one that is kept already.</summary>
    public void Add(RowsName rows, ReadOnlyMemory<byte> answer)
    {
        Bytes.Write(answer.Span);
        Entries.Add(new(rows, answer.Length));
    }

    /// <summary>Adds what the rules made of a patient, in which days are left open.</summary>
    public void Write(RowsName rows, PatientRecord patient, IReadOnlyList<MeasureResult> results, Lasting lasting)
    {
        var start = Bytes.Position;
        _to.Write(_run.Request.AsOf.DayNumber);
        _to.Write(lasting.Until.DayNumber);
        _to.Write(patient.Patient.Site is not null);
        _to.Write(patient.Patient.Site ?? "");
        _to.Write((byte)patient.LastSeen.Count);
        foreach (var (table, day) in patient.LastSeen)
        {
            _to.Write((byte)table);
            _to.Write(day.DayNumber);
        }
        _to.Write(patient.Observed.Count);
        foreach (var ((from, to), isOpenEnded) in patient.Observed)
        {
            _to.Write(from.DayNumber);
            _to.Write(to.DayNumber);
            _to.Write(isOpenEnded);
        }
        _one.Clear();
        _one.Count(patient, results, _run.Request.AsOf);
        _one.WriteOne(_to);
        var asked = 0;
        for (var measure = 0; measure < results.Count; measure++)
        {
            _to.Write(results[measure].Gaps.Count);
            if (results[measure].Gaps.Count == 0)
                _to.Write(results[measure].Outcome);
            foreach (var gap in results[measure].Gaps)
                Write(measure, gap, lasting.Gaps[asked++]);
        }
        Entries.Add(new(rows, Bytes.Position - start));
        Count++;
    }

    private void Write(int measure, Gap gap, AskedGap asked)
    {
        _gap.SetLength(0);
        _open.Begin(measure);
        GapCodec.Write(_toGap, gap, _open);
        _to.Write(gap.PatientId);
        _to.Write(gap.GapId);
        _to.Write(gap.IndexDate.DayNumber);
        _to.Write((byte)gap.Status);
        _to.Write(gap.Tier);
        _to.Write(gap.Leads);
        _to.Write(asked.Absence is not null);
        _to.Write(asked.Satisfactions);
        _to.Write(asked.Absence?.Said ?? 0);
        _to.Write(_open.Places.Count);
        foreach (var place in _open.Places)
        {
            _to.Write(place.At);
            _to.Write((byte)place.Kind);
            _to.Write((byte)place.Table);
            _to.Write(place.Criterion);
        }
        _to.Write((int)_gap.Length);
        _gap.WriteTo(Bytes);
        AddTonight(gap, asked);
    }

    // Only texts are open as they lie here: the days are tonight's.
    private void AddTonight(Gap gap, AskedGap asked)
    {
        var bytes = _gap.GetBuffer().AsSpan(0, (int)_gap.Length);
        var start = _gaps.Begin();
        var done = 0;
        foreach (var place in _open.Places)
        {
            if (place.Kind != OpenKind.Text)
                continue;
            _gaps.Writer.Write(bytes[done..place.At]);
            done = place.At + OpenText.Fill(_gaps.Writer, bytes[place.At..], asked.Absence, _run.Request.AsOf);
        }
        _gaps.Writer.Write(bytes[done..]);
        _gaps.End(start, GapKey.Of(gap));
    }
}
