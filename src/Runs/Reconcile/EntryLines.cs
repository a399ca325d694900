using System.Text;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>What the worklist files say of an entry.</summary>
/// <param name="EntryId">Its id.</param>
/// <param name="FirstSeen">As-of date of the publication that created it.</param>
/// <param name="Due">When the gap should be settled, at the earliest 28 days after it was first shown.</param>
public readonly record struct EntryLine(string EntryId, DateOnly FirstSeen, DateOnly? Due)
{
    /// <summary>Stands for the id where there is no entry, since the measure is not shown to the patient's people: the files leave the gap out.</summary>
    public const string NotShown = "";

    /// <summary>Whether people are to see it.</summary>
    public bool IsShown => EntryId != NotShown;
}

/// <summary>The entry of each open gap, measure by measure in order of patient; written once, then read forwards.</summary>
public sealed class EntryLines : IDisposable
{
    private readonly Func<string, SafeFileHandle> _workFile;
    private readonly Dictionary<string, OfMeasure> _byMeasure = [];

    // Patients who were merged are dealt with last, so they stand outside the order; they are few.
    private readonly Dictionary<(string, string), EntryLine> _outside = [];

    internal EntryLines(Func<string, SafeFileHandle> workFile) => _workFile = workFile;

    /// <summary>The entry of a patient's open gap; null where it has none. Patients of one measure are asked for in UTF-8 order.</summary>
    public EntryLine? Find(string measure, string patientId)
    {
        if (_outside.TryGetValue((measure, patientId), out var outside))
            return outside;
        return _byMeasure.TryGetValue(measure, out var lines) ? lines.Find(patientId) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lines in _byMeasure.Values)
            lines.Dispose();
    }

    /// <summary>Writes them, for another process; nobody has asked for any. What it returns says in the body where they are.</summary>
    internal Action<BinaryWriter> Write(StepFileWriter to)
    {
        var lines = _byMeasure.Select(m => (Measure: m.Key, m.Value.Count, Pieces: FilePieces.Write(to, m.Value.AsStream()))).ToList();
        return body =>
        {
            body.Write(_outside.Count);
            foreach (var ((measure, patientId), line) in _outside)
            {
                body.Write(measure);
                OfMeasure.Write(body, patientId, line);
            }
            body.Write(lines.Count);
            foreach (var (measure, count, pieces) in lines)
            {
                body.Write(measure);
                body.Write(count);
                pieces(body);
            }
        };
    }

    /// <summary>Takes those that another process wrote; there are none so far.</summary>
    /// <exception cref="StepFileException">They are not what was written.</exception>
    internal void Read(StepFile file, BinaryReader body)
    {
        for (var left = body.ReadInt32(); left > 0; left--)
        {
            var measure = body.ReadString();
            var (patientId, line) = OfMeasure.Read(body);
            _outside.Add((measure, patientId), line);
        }
        for (var left = body.ReadInt32(); left > 0; left--)
        {
            var measure = body.ReadString();
            _byMeasure.Add(measure, new(_workFile($"lines-{measure}"), body.ReadInt32(), to => FilePieces.CopyTo(to, file, body)));
        }
    }

    internal void Add(string measure, string patientId, EntryLine line, bool inOrder)
    {
        if (!inOrder)
        {
            _outside[(measure, patientId)] = line;
            return;
        }
        if (!_byMeasure.TryGetValue(measure, out var lines))
            _byMeasure[measure] = lines = new(_workFile($"lines-{measure}"));
        lines.Add(patientId, line);
    }

    private sealed class OfMeasure(SafeFileHandle file) : IDisposable
    {
        private readonly FileStream _stream = new(file, FileAccess.ReadWrite, 1 << 16);
        private BinaryWriter? _writer;
        private BinaryReader? _reader;
        private int _left;
        private (string PatientId, EntryLine Line)? _next;

        public OfMeasure(SafeFileHandle file, int count, Action<Stream> write) : this(file)
        {
            write(_stream);
            _left = count;
        }

        public int Count => _left;

        public static void Write(BinaryWriter to, string patientId, EntryLine line)
        {
            to.Write(patientId);
            to.Write(line.EntryId);
            to.Write(line.FirstSeen.DayNumber);
            to.Write(line.Due?.DayNumber ?? -1);
        }

        public static (string PatientId, EntryLine Line) Read(BinaryReader from) =>
            (from.ReadString(), new(from.ReadString(), DateOnly.FromDayNumber(from.ReadInt32()), from.ReadInt32() is var day and >= 0 ? DateOnly.FromDayNumber(day) : null));

        public void Add(string patientId, EntryLine line)
        {
            Write(_writer ??= new(_stream, Encoding.UTF8, leaveOpen: true), patientId, line);
            _left++;
        }

        public FileStream AsStream()
        {
            _writer?.Flush();
            _stream.Position = 0;
            return _stream;
        }

        public EntryLine? Find(string patientId)
        {
            if (_reader is null)
            {
                _reader = new(AsStream(), Encoding.UTF8, leaveOpen: true);
                Move();
            }
            while (_next is { } next && Utf8Order.Compare(next.PatientId, patientId) < 0)
                Move();
            return _next is { } found && found.PatientId == patientId ? found.Line : null;
        }

        public void Dispose() => _stream.Dispose();

        private void Move() => _next = _left-- <= 0 ? null : Read(_reader!);
    }
}
