using System.Text;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs;

/// <summary>Makes of answers that are kept what they are tonight.</summary>
internal sealed class AnswerReader(PreparedRun run, GapSorter gaps, PatientBooks books)
{
    private readonly DateOnly _asOf = run.Request.AsOf;

    /// <summary>Adds its gaps, and counts the patient; whether it still holds. Where it does not, gaps may have been added.</summary>
    public bool Take(ReadOnlyMemory<byte> answer)
    {
        var from = new GapFields(answer.Span);
        if (from.Date() > _asOf || from.Date() < _asOf)
            return false;
        var patient = ReadSeen(ref from);
        var book = from;
        SiteBook.SkipOne(ref from);
        var measures = from;
        for (var measure = 0; measure < books.Measures.Count; measure++)
        {
            var count = from.Integer();
            if (count == 0)
                from.Text();
            for (; count > 0; count--)
            {
                if (!Take(patient, measure, ref from))
                    return false;
            }
        }
        books.At(patient.Patient.Site).AddOne(ref book);
        Count(ref measures);
        return true;
    }

    // All that feeds are asked for of a patient.
    private static PatientRecord ReadSeen(ref GapFields from)
    {
        var isThere = from.Flag();
        var site = from.Text();
        var seen = new SortedList<Table, DateOnly>(from.Byte() is var count ? count : 0);
        for (; count > 0; count--)
            seen.Add((Table)from.Byte(), from.Date());
        var observed = new ObservedPeriod[from.Integer()];
        for (var i = 0; i < observed.Length; i++)
            observed[i] = new(new(from.Date(), from.Date()), from.Flag());
        return new()
        {
            Patient = new() { Id = "", BirthDate = default, Sex = Sex.U, Site = isThere ? Encoding.UTF8.GetString(site) : null },
            Events = [],
            LastSeen = seen,
            Observed = observed,
        };
    }

    private bool Take(PatientRecord patient, int measure, ref GapFields from)
    {
        var head = ReadHead(ref from);
        AbsenceReach? reach = head.WasAsked ? run.Evaluator.Absence(measure, patient, head.IndexDate, head.Satisfactions) : null;
        var places = from;
        for (var i = 0; i < head.Places; i++)
            ReadPlace(ref from);
        var bytes = from.Bytes(from.Integer());
        if (reach is { } said && said.Said != head.Absence)
            return false;
        var start = gaps.Begin();
        var done = 0;
        for (var i = 0; i < head.Places; i++)
        {
            var place = ReadPlace(ref places);
            gaps.Writer.Write(bytes[done..place.At]);
            done = place.At;
            if (!TryFill(patient, measure, head.IndexDate, reach, place, bytes, ref done))
            {
                gaps.End(start, default);
                return false;
            }
        }
        gaps.Writer.Write(bytes[done..]);
        gaps.End(start, new(books.Measures[measure].Measure.Id, head.PatientId, head.IndexDate, head.GapId));
        return true;
    }

    private bool TryFill(PatientRecord patient, int measure, DateOnly index, AbsenceReach? reach, OpenPlace place, ReadOnlySpan<byte> gap, ref int done)
    {
        switch (place.Kind)
        {
            case OpenKind.CoveredTo:
                gaps.Writer.Write(reach!.Value.CoveredTo!.Value.DayNumber);
                done += sizeof(int);
                return true;
            case OpenKind.Text:
                done += OpenText.Fill(gaps.Writer, gap[done..], reach, _asOf);
                return true;
            default:
                var searched = run.Evaluator.Searched(measure, place.Criterion, place.Table, patient, index);
                if (searched is null != (place.Kind == OpenKind.NotChecked))
                    return false;
                if (searched is not { } window)
                    return true;
                gaps.Writer.Write(window.From.DayNumber);
                gaps.Writer.Write(window.To.DayNumber);
                done += 2 * sizeof(int);
                return true;
        }
    }

    private void Count(ref GapFields from)
    {
        foreach (var book in books.Measures)
        {
            var count = from.Integer();
            if (count == 0)
            {
                book.CountOthers(1, FunnelSteps.All[IndexOf(from.Text())]);
                continue;
            }
            book.CountIndex(count);
            for (; count > 0; count--)
            {
                var head = ReadHead(ref from);
                for (var i = 0; i < head.Places; i++)
                    ReadPlace(ref from);
                from.Bytes(from.Integer());
                if (head.Leads)
                    book.CountLeading(head.Status, head.Tier);
            }
        }
    }

    private static int IndexOf(ReadOnlySpan<byte> step)
    {
        for (var i = 0; i < FunnelSteps.All.Count; i++)
        {
            if (Encoding.UTF8.GetByteCount(FunnelSteps.All[i]) == step.Length && Encoding.UTF8.GetString(step) == FunnelSteps.All[i])
                return i;
        }
        throw new InvalidDataException("an answer of no step");
    }

    private static Head ReadHead(ref GapFields from) => new(
        Encoding.UTF8.GetString(from.Text()), Encoding.UTF8.GetString(from.Text()), from.Date(), (GapStatus)from.Byte(), from.Integer(), from.Flag(), from.Flag(), from.Long(), from.Long(), from.Integer());

    private static OpenPlace ReadPlace(ref GapFields from) => new(from.Integer(), (OpenKind)from.Byte(), (Table)from.Byte(), from.Integer());

    // What stands before a gap, in the order in which it was written.
    private readonly record struct Head(
        string PatientId, string GapId, DateOnly IndexDate, GapStatus Status, int Tier, bool Leads, bool WasAsked, ulong Satisfactions, ulong Absence, int Places);
}
