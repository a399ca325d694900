using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The gaps of one bucket in output order, as bytes: in memory while they fit, else in a file of the run's work folder.</summary>
internal sealed class GapRun : IDisposable
{
    private const int SectionBuffer = 1 << 14;
    private const int CopyBuffer = 1 << 18;

    private readonly Stream _stream;
    private readonly IReadOnlyList<Section> _sections;

    private GapRun(Stream stream, IReadOnlyList<Section> sections) => (_stream, _sections) = (stream, sections);

    /// <summary>The gaps of each measure, in order.</summary>
    public IReadOnlyList<Section> Sections => _sections;

    /// <summary>Their bytes.</summary>
    public long Length => _stream.Length;

    /// <summary>Whether they lie in memory.</summary>
    public bool IsInMemory => _stream is MemoryStream;

    /// <summary>How many.</summary>
    public int Count => _sections.Sum(s => s.Count);

    /// <summary>Sorts and keeps the gaps of a bucket. Each becomes bytes as soon as it is there; what sorts it stays beside them.</summary>
    /// <param name="gaps">The gaps, in any order.</param>
    /// <param name="bytes">Room to write in, used again for the next bucket.</param>
    /// <param name="tryKeep">Takes room for so many bytes in memory, or says that there is none.</param>
    /// <param name="workFile">Makes the file for gaps that are too many for memory, so that it does not grow with the population.</param>
    /// <exception cref="IOException">No space in the work folder.</exception>
    public static GapRun Of(IEnumerable<Gap> gaps, MemoryStream bytes, Predicate<long> tryKeep, Func<SafeFileHandle> workFile)
    {
        var sorter = new GapSorter(bytes);
        foreach (var gap in gaps)
            sorter.Add(gap);
        return Of(sorter, tryKeep, workFile);
    }

    /// <inheritdoc cref="Of(IEnumerable{Gap}, MemoryStream, Predicate{long}, Func{SafeFileHandle})"/>
    public static GapRun Of(GapSorter gaps, Predicate<long> tryKeep, Func<SafeFileHandle> workFile)
    {
        var (bytes, places) = (gaps.Bytes, gaps.Sorted());
        Stream sorted = tryKeep(bytes.Length) ? new MemoryStream((int)bytes.Length) : new FileStream(workFile(), FileAccess.ReadWrite, SectionBuffer);
        var sections = new List<Section>();
        for (var i = 0; i < places.Count; i++)
        {
            if (i == 0 || places[i].Key.Measure != places[i - 1].Key.Measure)
                sections.Add(new(sorted.Position, 0));
            sections[^1] = sections[^1] with { Count = sections[^1].Count + 1 };
            sorted.Write(bytes.GetBuffer(), places[i].Start, places[i].Length);
        }
        sorted.Flush();
        return new(sorted, sections);
    }

    /// <summary>Gaps that lie sorted in a stream, which is closed with them.</summary>
    public static GapRun In(Stream stream, IReadOnlyList<Section> sections) => new(stream, sections);

    /// <summary>Their bytes, piece by piece.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Bytes()
    {
        var piece = new byte[CopyBuffer];
        _stream.Position = 0;
        for (var read = _stream.ReadAtLeast(piece, CopyBuffer, throwOnEndOfStream: false); read > 0; read = _stream.ReadAtLeast(piece, CopyBuffer, throwOnEndOfStream: false))
            yield return piece.AsMemory(0, read);
    }

    /// <summary>Each of them, as <see cref="GapCodec"/> wrote it.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Each() => _sections.SelectMany(Read);

    /// <summary>The gaps of all runs in output order, one at a time, as <see cref="GapCodec"/> wrote them.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Merge(IReadOnlyList<GapRun> runs) => Merge(runs.Select(r => r.Each()), GapRecord.Order);

    /// <summary>The gaps that lead, of all runs, patient by patient and then by measure, one at a time.</summary>
    public static IEnumerable<Gap> MergeByPatient(IReadOnlyList<GapRun> runs) =>
        Merge(runs.SelectMany(r => r._sections.Select(s => r.Read(s).Select(GapCodec.Read).Where(g => g.Leads))), PatientOrder.Instance);

    private static IEnumerable<T> Merge<T>(IEnumerable<IEnumerable<T>> sorted, IComparer<T> order)
    {
        var queue = new PriorityQueue<IEnumerator<T>, T>(order);
        foreach (var some in sorted)
        {
            var gaps = some.GetEnumerator();
            if (gaps.MoveNext())
                queue.Enqueue(gaps, gaps.Current);
        }
        while (queue.TryPeek(out var gaps, out var gap))
        {
            yield return gap;
            if (gaps.MoveNext())
                queue.DequeueEnqueue(gaps, gaps.Current);
            else
                queue.Dequeue();
        }
    }

    public void Dispose() => _stream.Dispose();

    // Each section is read by itself, side by side with the others, so each keeps its own place.
    private IEnumerable<ReadOnlyMemory<byte>> Read(Section section)
    {
        if (_stream is MemoryStream memory && memory.TryGetBuffer(out _))
        {
            var start = (int)section.Start;
            for (var i = 0; i < section.Count; i++)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(memory.GetBuffer().AsSpan(start));
                yield return memory.GetBuffer().AsMemory(start + sizeof(int), length);
                start += sizeof(int) + length;
            }
            yield break;
        }
        using var reader = new BinaryReader(new BufferedStream(new SectionStream(_stream, section.Start), SectionBuffer));
        for (var i = 0; i < section.Count; i++)
            yield return reader.ReadBytes(reader.ReadInt32());
    }

    private sealed class PatientOrder : IComparer<Gap>
    {
        public static PatientOrder Instance { get; } = new();

        public int Compare(Gap? x, Gap? y) => Utf8Order.Compare(x!.PatientId, y!.PatientId) is var order and not 0 ? order : Utf8Order.Compare(x.Measure, y.Measure);
    }
}

/// <summary>The gaps of one measure in a run of gaps.</summary>
/// <param name="Start">Where they begin.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Section(long Start, int Count);
