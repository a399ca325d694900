using System.Text;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;

namespace Opportune.Runs;

/// <summary>What the worklist files say of an entry.</summary>
/// <param name="EntryId">Its id.</param>
/// <param name="FirstSeen">As-of date of the publication that created it.</param>
/// <param name="Due">When the gap should be settled, at the earliest 28 days after it was first shown.</param>
public readonly record struct EntryLine(string EntryId, DateOnly FirstSeen, DateOnly? Due);

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

        public void Add(string patientId, EntryLine line)
        {
            _writer ??= new(_stream, Encoding.UTF8, leaveOpen: true);
            _writer.Write(patientId);
            _writer.Write(line.EntryId);
            _writer.Write(line.FirstSeen.DayNumber);
            _writer.Write(line.Due?.DayNumber ?? -1);
            _left++;
        }

        public EntryLine? Find(string patientId)
        {
            if (_reader is null)
            {
                _writer!.Flush();
                _stream.Position = 0;
                _reader = new(_stream, Encoding.UTF8, leaveOpen: true);
                Read();
            }
            while (_next is { } next && Utf8Order.Compare(next.PatientId, patientId) < 0)
                Read();
            return _next is { } found && found.PatientId == patientId ? found.Line : null;
        }

        public void Dispose() => _stream.Dispose();

        private void Read() => _next = _left-- <= 0
            ? null
            : (_reader!.ReadString(), new(_reader.ReadString(), DateOnly.FromDayNumber(_reader.ReadInt32()), _reader.ReadInt32() is var day and >= 0 ? DateOnly.FromDayNumber(day) : null));
    }
}
