using Microsoft.Win32.SafeHandles;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>The gaps of one bucket in output order, as bytes: in memory while they fit, else in a file of the run's work folder.</summary>
internal sealed class GapRun : IDisposable
{
    // Above this a bucket's gaps wait on disk, so that memory does not grow with the population.
    private const int InMemory = 8 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly int _count;

    private GapRun(Stream stream, int count) => (_stream, _count) = (stream, count);

    /// <summary>How many.</summary>
    public int Count => _count;

    /// <summary>Sorts and keeps the gaps of a bucket.</summary>
    /// <exception cref="IOException">No space in the work folder.</exception>
    public static GapRun Of(List<Gap> gaps, Func<SafeFileHandle> workFile)
    {
        gaps.Sort(GapOrder.Instance);
        Stream stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        foreach (var gap in gaps)
        {
            GapCodec.Write(writer, gap);
            if (stream is MemoryStream { Length: > InMemory } memory)
            {
                stream = new FileStream(workFile(), FileAccess.ReadWrite, 1 << 16);
                memory.WriteTo(stream);
                writer = new BinaryWriter(stream);
            }
        }
        writer.Flush();
        return new(stream, gaps.Count);
    }

    /// <summary>The gaps of all runs in output order, one at a time.</summary>
    public static IEnumerable<Gap> Merge(IReadOnlyList<GapRun> runs)
    {
        var queue = new PriorityQueue<IEnumerator<Gap>, Gap>(GapOrder.Instance);
        foreach (var run in runs)
        {
            var gaps = run.Read().GetEnumerator();
            if (gaps.MoveNext())
                queue.Enqueue(gaps, gaps.Current);
        }
        while (queue.TryDequeue(out var gaps, out var gap))
        {
            yield return gap;
            if (gaps.MoveNext())
                queue.Enqueue(gaps, gaps.Current);
        }
    }

    public void Dispose() => _stream.Dispose();

    private IEnumerable<Gap> Read()
    {
        _stream.Position = 0;
        var reader = new BinaryReader(_stream);
        for (var i = 0; i < _count; i++)
            yield return GapCodec.Read(reader);
    }
}
