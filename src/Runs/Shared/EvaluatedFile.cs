using System.Text;
using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>What came of several buckets, as a file: their gaps in output order bucket by bucket, and their books.</summary>
internal static class EvaluatedFile
{
    /// <summary>Writes buckets one after the other.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="buckets">The buckets.</param>
    /// <param name="tryKeep">Takes room for so many bytes in memory, or says that there is none.</param>
    /// <returns>The gaps that are kept in memory, bucket by bucket; null where there was no room: they are closed.</returns>
    /// <exception cref="IOException">No space.</exception>
    public static GapRun?[] Write(StepFileWriter to, IEnumerable<EvaluatedBucket> buckets, Predicate<long> tryKeep)
    {
        var (entries, kept) = (new List<Action<BinaryWriter>>(), new List<GapRun?>());
        foreach (var bucket in buckets)
        {
            entries.Add(Write(to, bucket));
            var keeps = bucket.Gaps.IsInMemory && tryKeep(bucket.Gaps.Length);
            kept.Add(keeps ? bucket.Gaps : null);
            if (!keeps)
                bucket.Gaps.Dispose();
        }
        to.End(body =>
        {
            body.Write(entries.Count);
            foreach (var entry in entries)
                entry(body);
        });
        return [.. kept];
    }

    /// <summary>Reads them back, in order; those whose gaps are too many for memory hold the file open until each is closed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What it must be of.</param>
    /// <param name="measures">The run's measures, in order.</param>
    /// <param name="tryKeep">Takes room for so many bytes in memory, or says that there is none.</param>
    /// <param name="kept">What this process has of their gaps in memory already, as it wrote them; null: nothing.</param>
    /// <exception cref="StepFileException">It is not there, not whole, not what was written, or of something else.</exception>
    public static EvaluatedBucket[] Read(string path, string key, IReadOnlyList<Measure> measures, Predicate<long> tryKeep, GapRun?[]? kept) => StepFile.Open(path, key, (file, body) =>
    {
        var stream = file.AsStream();
        var buckets = new EvaluatedBucket[body.ReadInt32()];
        for (var i = 0; i < buckets.Length; i++)
            buckets[i] = Read(file, stream, body, measures, tryKeep, kept?[i]);
        return buckets;
    });

    // The gaps go before the body, which is written when all are there.
    private static Action<BinaryWriter> Write(StepFileWriter to, EvaluatedBucket bucket)
    {
        var gaps = bucket.Gaps;
        var start = to.Length;
        var pieces = gaps.Bytes().Select(b => to.Write(b.Span)).ToList();
        var rejects = to.Write(w => BookCodec.Write(w, bucket.Rejects));
        var sections = gaps.Sections.Select(s => s with { Start = s.Start + start }).ToList();
        return body =>
        {
            List(body, pieces, (w, p) => p.Write(w));
            List(body, sections, (w, s) =>
            {
                w.Write(s.Start);
                w.Write(s.Count);
            });
            rejects.Write(body);
            foreach (var book in bucket.Books)
                book.Write(body);
            List(body, bucket.Sites, (w, s) =>
            {
                w.Write(s.Key);
                s.Value.Write(w);
            });
            List(body, bucket.Corrections, (w, c) =>
            {
                w.Write((byte)c.Key);
                BookCodec.Write(w, c.Value);
            });
        };
    }

    private static EvaluatedBucket Read(StepFile file, Stream stream, BinaryReader body, IReadOnlyList<Measure> measures, Predicate<long> tryKeep, GapRun? kept)
    {
        var pieces = List(body, Extent.Read);
        var sections = List(body, r => new Section(r.ReadInt64(), r.ReadInt32()));
        var gaps = kept ?? Gaps(file, stream, pieces, sections, tryKeep);
        using var rejects = new BinaryReader(new MemoryStream(file.Read(Extent.Read(body))), Encoding.UTF8);
        return new(
            gaps,
            [.. measures.Select(m => MeasureBook.Read(body, m))],
            List(body, r => (r.ReadString(), SiteBook.Read(r, measures.Count))).ToDictionary(StringComparer.Ordinal),
            List(body, r => ((Table)r.ReadByte(), BookCodec.ReadBook(r))).ToDictionary(),
            BookCodec.ReadRejects(rejects));
    }

    private static GapRun Gaps(StepFile file, Stream stream, Extent[] pieces, Section[] sections, Predicate<long> tryKeep)
    {
        if (tryKeep(pieces.Sum(p => (long)p.Length)))
        {
            // They lie one after the other.
            var bytes = GC.AllocateUninitializedArray<byte>(pieces.Sum(p => p.Length));
            foreach (var piece in pieces)
                file.Read(piece, bytes.AsSpan((int)(piece.Start - pieces[0].Start), piece.Length));
            return GapRun.In(new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true), [.. sections.Select(s => s with { Start = s.Start - pieces[0].Start })]);
        }
        // They are read side by side with those of other buckets, a little at a time: whether they are whole is asked before.
        foreach (var piece in pieces)
            file.Read(piece);
        return GapRun.In(stream, sections);
    }

    private static void List<T>(BinaryWriter to, IReadOnlyCollection<T> items, Action<BinaryWriter, T> write)
    {
        to.Write(items.Count);
        foreach (var item in items)
            write(to, item);
    }

    private static T[] List<T>(BinaryReader from, Func<BinaryReader, T> read)
    {
        var items = new T[from.ReadInt32()];
        for (var i = 0; i < items.Length; i++)
            items[i] = read(from);
        return items;
    }
}
