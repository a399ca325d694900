using System.Text;
using Opportune.Core;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources.Hl7;

/// <summary>
/// Takes files of HL7 v2 messages. All are read twice: first for which message of each report is the latest (<see cref="Hl7Versions"/>),
/// then for the rows of those that count. A file whose part in that has not changed keeps its rows.
/// </summary>
public sealed class Hl7Taking
{
    private readonly Hl7Source _source;
    private readonly string _folder;
    private readonly SnapshotWriter _snapshot;

    private Hl7Taking(Hl7Source source, string folder, SnapshotWriter snapshot) => (_source, _folder, _snapshot) = (source, folder, snapshot);

    /// <summary>Takes all files of a folder and of those in it, in the order of their names.</summary>
    /// <param name="source">How they are read.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="snapshot">Where the rows go.</param>
    /// <param name="threads">How many files are read side by side once it is known what counts.</param>
    /// <param name="cancel">Stops it between two messages.</param>
    /// <exception cref="InputException">There is no such file, or one is damaged or holds no message.</exception>
    /// <exception cref="IOException">No space, or the disk failed.</exception>
    public static void Take(Hl7Source source, string folder, SnapshotWriter snapshot, int threads, CancellationToken cancel) =>
        new Hl7Taking(source, folder, snapshot).Run(threads, cancel);

    private void Run(int threads, CancellationToken cancel)
    {
        var paths = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(Hl7File.IsOne).Order(StringComparer.Ordinal).ToList();
        if (paths.Count == 0)
            throw new InputException($"{_folder}: holds no file of HL7 messages (.hl7, .oru, .msg or .txt, also with .gz)");
        var work = Directory.CreateTempSubdirectory("opportune-hl7-").FullName;
        try
        {
            using var versions = new Hl7Versions(work);
            var files = paths.ConvertAll(p => Tell(p, versions, cancel));
            versions.Decide();
            var left = files.Where(f => !_snapshot.Keep(Source(f, versions))).ToList();
            Parallel.ForEach(left, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancel }, f => Read(f, versions, cancel));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<InputException>().FirstOrDefault() is { } fault)
        {
            throw fault;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private TakenOnce Tell(string path, Hl7Versions versions, CancellationToken cancel)
    {
        var (file, message, from) = (new Hl7File(path, Path.GetRelativePath(_folder, path).Replace('\\', '/')), new Hl7Message(), versions.Count);
        file.Read((bytes, _) =>
        {
            cancel.ThrowIfCancellationRequested();
            if (message.Read(bytes.Span, _source.CharacterSet) is not null || !IsReport(message))
                return;
            foreach (var report in Hl7Report.In(message, _source))
            {
                if (!Hl7Mapping.IsRead(message, report, _source) || Hl7Mapping.Fault(message, report, _source) is not null)
                {
                    versions.TellNothing();
                    continue;
                }
                var (changed, sent) = Hl7Mapping.When(message, report, _source);
                var person = _source.Patients ? Encoding.UTF8.GetString(Hl7Mapping.PatientOf(message, report.Pid, 3, _source.Patient)) : "";
                versions.Tell($"{Encoding.UTF8.GetString(message.Component(0, 4, 1))}\0{report.Accession}", changed, sent, report.Status!.Value, person, bytes.Span);
            }
        });
        return new(path, file, from, versions.Count);
    }

    private void Read(TakenOnce file, Hl7Versions versions, CancellationToken cancel)
    {
        using var parts = _snapshot.Open(Source(file, versions));
        var (mapping, message, number) = (new Hl7Mapping(_source, t => parts[t]), new Hl7Message(), file.From);
        file.File.Read((bytes, place) =>
        {
            cancel.ThrowIfCancellationRequested();
            if ((bytes.IsEmpty ? "message-too-long" : message.Read(bytes.Span, _source.CharacterSet)) is { } rule)
                Reject(parts.Book("message"), rule, place, "MSH", Encoding.Latin1.GetString(bytes.Span[..Math.Min(bytes.Length, 64)]));
            else if (IsReport(message))
                number = Reports(message, place, number, versions, mapping, parts);
            else
                Other(message, place, mapping, parts);
        });
        parts.Finish();
        foreach (var (type, count) in mapping.Unread)
            _snapshot.Note($"{file.File.Name}: {count} OBX hold a value that is not read ({type})");
    }

    private long Reports(Hl7Message message, long place, long number, Hl7Versions versions, Hl7Mapping mapping, PartSet parts)
    {
        var book = parts.Book("ORU^R01");
        foreach (var report in Hl7Report.In(message, _source))
        {
            var own = number++;
            if (!Hl7Mapping.IsRead(message, report, _source))
            {
                book.Read();
                book.Skip("service-not-read");
                continue;
            }
            if (Hl7Mapping.Fault(message, report, _source) is var (rule, field))
            {
                Reject(book, rule, place, field, report.Accession);
                continue;
            }
            book.Read();
            if (versions.ShowsPerson(own))
                mapping.AddPerson(message, report.Pid);
            if (!versions.Counts(own))
                // An addendum that counts stands where its report does.
                book.Skip(report.Status == Hl7Status.Addendum ? "stands-with-its-report" : SkipReasons.Superseded);
            else if (report.Status == Hl7Status.Withdrawn)
                book.Skip("withdrawn");
            else
                book.Use();
            if (versions.Counts(own))
                Write(message, report, own, versions, mapping);
        }
        return number;
    }

    private void Write(Hl7Message message, Hl7Report report, long number, Hl7Versions versions, Hl7Mapping mapping)
    {
        if (report.Status == Hl7Status.Withdrawn)
            return;
        var line = mapping.Add(message, report, 0);
        foreach (var addendum in versions.Behind(number))
        {
            var added = new Hl7Message();
            _ = added.Read(versions.Addendum(addendum), _source.CharacterSet);
            // Its patient is the one whose report it is added to.
            var of = Hl7Report.In(added, _source).Find(r => r.Accession == report.Accession && r.Status == Hl7Status.Addendum);
            if (of is not null && Hl7Mapping.PatientOf(added, of.Pid, 3, _source.Patient).SequenceEqual(Hl7Mapping.PatientOf(message, report.Pid, 3, _source.Patient)))
                line = mapping.Add(added, of, line);
        }
    }

    private static void Other(Hl7Message message, long place, Hl7Mapping mapping, PartSet parts)
    {
        var kind = Encoding.UTF8.GetString(message.Component(0, 9, 1)) + "^" + Encoding.UTF8.GetString(message.Component(0, 9, 2));
        if (kind is not ("ADT^A40" or "ADT^A34" or "ADT^A18"))
        {
            var others = parts.Book("message");
            others.Read();
            others.Skip("kind-not-read");
            return;
        }
        var book = parts.Book(kind);
        if (mapping.AddMerge(message) is { } rule)
        {
            Reject(book, rule, place, "MRG-1", "");
            return;
        }
        book.Read();
        book.Use();
    }

    private static bool IsReport(Hl7Message message) => message.Component(0, 9, 1).SequenceEqual("ORU"u8) && message.Component(0, 9, 2).SequenceEqual("R01"u8);

    private static void Reject(SourceBook book, string rule, long place, string field, string value)
    {
        book.Read();
        book.Reject(rule, place, field, value);
    }

    private SourceFile Source(TakenOnce file, Hl7Versions versions) =>
        SourceFile.Of(_folder, file.Path, SnapshotWriter.BasisOf(_source.Hash, versions.Decision(file.From, file.To)));

    private sealed record TakenOnce(string Path, Hl7File File, long From, long To);
}
