using Opportune.Core;

namespace Opportune.Engine;

/// <summary>Numbers shapes: most places have one of a few. Thread-safe.</summary>
internal sealed class CensusShapes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, int> _numbers = [];
    private readonly List<CensusShape> _all = [];

    /// <summary>All of them, by number.</summary>
    public IReadOnlyList<CensusShape> All => _all;

    /// <summary>Numbers those of one table, for one thread.</summary>
    public OfTable Of(Table table) => new(this, table);

    private int Of(Key key, TableBook book)
    {
        lock (_lock)
        {
            if (!_numbers.TryGetValue(key, out var number))
            {
                _numbers.Add(key, number = _all.Count);
                _all.Add(new(key.Table, book.Used, book.RepairedText, book.ForgottenValues, key.Settled, new SortedDictionary<string, long>(book.Skipped, StringComparer.Ordinal)));
            }
            return number;
        }
    }

    private readonly record struct Key(Table Table, long Used, long RepairedText, long ForgottenValues, long Settled, string Skipped);

    /// <summary>Numbers shapes of one table. Not thread-safe.</summary>
    internal sealed class OfTable(CensusShapes shapes, Table table)
    {
        // Most are as the last one, or as one of a few.
        private readonly Dictionary<Key, int> _numbers = [];
        private Key _last;
        private int _lastNumber = -1;

        /// <summary>The number of what a book counts.</summary>
        /// <param name="book">What one place is counted as.</param>
        /// <param name="settled">See <see cref="CensusShape.Settled"/>.</param>
        public int Of(TableBook book, long settled)
        {
            var key = new Key(table, book.Used, book.RepairedText, book.ForgottenValues, settled, WordsOf(book.Skipped));
            if (_lastNumber >= 0 && key == _last)
                return _lastNumber;
            if (!_numbers.TryGetValue(key, out var number))
                _numbers.Add(key, number = shapes.Of(key, book));
            (_last, _lastNumber) = (key, number);
            return number;
        }

        // Mostly one row for one reason, whose name is there already.
        private static string WordsOf(SortedDictionary<string, long> skipped)
        {
            if (skipped.Count == 0)
                return "";
            using var first = skipped.GetEnumerator();
            first.MoveNext();
            return skipped.Count == 1 && first.Current.Value == 1 ? first.Current.Key : string.Join(';', skipped.Select(s => $"{s.Key}={s.Value}"));
        }
    }
}
