using Opportune.Core;

namespace Opportune.Engine;

/// <summary>The latest date at which a table saw each candidate, of one partition.</summary>
internal sealed class SeenDates(CandidateSet candidates)
{
    private readonly Dictionary<int, int> _latest = [];

    public void See(int place, long day)
    {
        ref var latest = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_latest, place, out var there);
        if (!there || day > latest)
            latest = (int)day;
    }

    /// <summary>Gives the dates to the exchange and begins anew.</summary>
    public void GiveTo(PartitionRecords records, Table table)
    {
        foreach (var (place, day) in _latest)
        {
            records.Buffer.Begin(RecordKind.Seen, candidates[place]);
            records.Buffer.Byte((byte)table);
            records.Buffer.Day(day);
            records.Buffer.End();
            records.SealIfFull();
        }
        _latest.Clear();
    }
}
