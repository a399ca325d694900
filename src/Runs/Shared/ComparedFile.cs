using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Opportune.Core;
using Opportune.Database;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>
/// A run compared with the list, by a unit before its end: what is to change, and the entry of each open gap. Whoever ends the run applies it if
/// the list is still the one that it was compared with, and else compares again.
/// </summary>
/// <param name="path">The unit's file.</param>
/// <param name="key">What it must be of.</param>
internal sealed class ComparedFile(string path, string key)
{
    /// <summary>Writes it.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="compared">The comparison; null: the run is of no list.</param>
    /// <param name="held">The parts that were left as they are.</param>
    /// <exception cref="IOException">No space.</exception>
    public static void Write(StepFileWriter to, Reconciliation? compared, IReadOnlyCollection<MeasurePart> held)
    {
        if (compared is null)
        {
            to.End(body => body.Write(false));
            return;
        }
        var set = compared.Set;
        var staged = set.Staged.Select(rows => (rows.Rows, Pieces: FilePieces.Write(to, rows.AsStream()))).ToList();
        var lines = compared.Lines.Write(to);
        to.End(body =>
        {
            body.Write(true);
            Write(body, held);
            body.Write(set.RunId);
            body.Write(set.AsOf.DayNumber);
            body.Write(set.Publication);
            body.Write(set.Release);
            Write(body, set.Parts);
            Write(body, set.Counts);
            Write(body, set.Open);
            foreach (var (rows, pieces) in staged)
            {
                body.Write(rows);
                pieces(body);
            }
            lines(body);
        });
    }

    /// <summary>Reads it back; null: the run was of no list.</summary>
    /// <param name="workFile">Gives an empty file of that name, to be deleted when it is closed.</param>
    /// <exception cref="StepFileException">It is not there, not whole, not what was written, or of something else.</exception>
    public (Reconciliation Compared, IReadOnlySet<MeasurePart> Held)? Read(Func<string, SafeFileHandle> workFile) => StepFile.Open(path, key, (file, body) =>
    {
        using (file)
        {
            if (!body.ReadBoolean())
                return default((Reconciliation, IReadOnlySet<MeasurePart>)?);
            var held = ReadList<MeasurePart>(body).ToHashSet();
            var set = new ChangeSet(body.ReadString(), DateOnly.FromDayNumber(body.ReadInt32()), body.ReadInt64(), workFile)
            {
                Release = body.ReadInt32(),
                Parts = ReadList<PublishedPart>(body),
                Counts = ReadList<ChangeCount>(body),
                Open = ReadList<OpenCount>(body),
            };
            var compared = Reconciliation.Of(set, new(workFile));
            try
            {
                foreach (var rows in set.Staged)
                    rows.TakeFrom(body.ReadInt64(), to => FilePieces.CopyTo(to, file, body));
                compared.Lines.Read(file, body);
                return (compared, held);
            }
            catch
            {
                compared.Dispose();
                throw;
            }
        }
    });

    private static void Write<T>(BinaryWriter to, IEnumerable<T> items)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(items);
        to.Write(json.Length);
        to.Write(json);
    }

    private static List<T> ReadList<T>(BinaryReader from) => JsonSerializer.Deserialize<List<T>>(from.ReadBytes(from.ReadInt32()))!;
}
