using Opportune.Core;
using Opportune.Runs.Bands;

namespace Opportune.Runs;

internal sealed partial class SiteBook
{
    private const int Most = 6;

    private readonly long[] _missing = new long[CanonicalTable.All.Count * Most];

    /// <summary>Of how many of its events, or of the patients themselves, a column has no value; only where some have none.</summary>
    public IEnumerable<(Table Table, string Column, long Rows)> Missing =>
        OptionalColumns.Of.SelectMany(t => t.Value.Select((column, i) => (t.Key, column, _missing[((int)t.Key * Most) + i]))).Where(m => m.Item3 > 0);

    private void CountMissing(Table table, int mask)
    {
        for (var column = 0; mask != 0; column++, mask >>= 1)
            _missing[((int)table * Most) + column] += mask & 1;
    }
}
