using Opportune.Core;
using Opportune.Sources.Conversions;
using Opportune.Sources.Feeds;
using Opportune.Sources.Snapshots;

namespace Opportune.Sources;

/// <summary>
/// A folder of canonical tables: <c>DIR/&lt;table&gt;.&lt;ext&gt;</c> or <c>DIR/&lt;table&gt;/**</c>, opened and checked
/// as a whole before anything is read.
/// </summary>
public sealed class InputFolder : IDisposable
{
    private readonly Dictionary<Table, IReadOnlyList<InputFile>> _files;

    private InputFolder(string path, Dictionary<Table, IReadOnlyList<InputFile>> files)
    {
        Path = path;
        _files = files;
        Feeds = files.TryGetValue(Table.Feeds, out var feeds) ? FeedTable.Read(feeds) : null;
        Taken = TakenSource.Read(path);
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>The tables that are there, in the order of <see cref="Table"/>.</summary>
    public IEnumerable<Table> Tables => _files.Keys.Order();

    /// <summary>
    /// What the feeds table says; null without one, and then the intervals are what the run finds
    /// (<see cref="FoundFeeds"/>).
    /// </summary>
    public IReadOnlyList<FeedInterval>? Feeds { get; }

    /// <summary>What was understood of the source that the folder was taken from; null where it is no snapshot.</summary>
    public TakenSource? Taken { get; }

    /// <summary>The source's rows that were refused when the snapshot was taken.</summary>
    /// <exception cref="InputException">Their file is corrupt.</exception>
    public IEnumerable<SourceReject> TakenRejects => Taken is null ? [] : RejectFile.Read(System.IO.Path.Combine(Path, RejectFile.Name));

    /// <summary>Opens the folder and checks every file's columns and types.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="zone">The source's time zone, in which an instant is reduced to a date; null when none is declared.</param>
    /// <exception cref="InputException">
    /// A missing required table or column, a wrong type, a truncated or foreign file, a table in two forms: one line, with
    /// how to mend it.
    /// </exception>
    public static InputFolder Open(string directory, TimeZoneInfo? zone = null)
    {
        if (!Directory.Exists(directory))
            throw new InputException($"the input folder '{directory}' does not exist");
        var files = new Dictionary<Table, IReadOnlyList<InputFile>>();
        try
        {
            foreach (var table in CanonicalTable.All)
                OpenTable(directory, table, zone, files);
            return new(directory, files);
        }
        catch
        {
            Close(files);
            throw;
        }
    }

    /// <summary>The files of a table in the order in which their rows count; empty where it is not there.</summary>
    public IReadOnlyList<InputFile> Files(Table table) => _files.GetValueOrDefault(table, []);

    /// <inheritdoc cref="FolderListing.NearlyNamed"/>
    public string NearlyNamed(Table table) => FolderListing.NearlyNamed(Path, CanonicalTable.Of(table));

    /// <summary>Which patients were merged, as of a date; nobody without a patient_links table.</summary>
    /// <exception cref="InputException">A file is corrupt.</exception>
    public PatientLinks Links(DateOnly asOf) => PatientLinks.Read(Files(Table.PatientLinks), asOf);

    /// <summary>Closes all files.</summary>
    public void Dispose() => Close(_files);

    private static void OpenTable(string directory, CanonicalTable table, TimeZoneInfo? zone, Dictionary<Table, IReadOnlyList<InputFile>> into)
    {
        var found = FolderListing.Find(directory, table);
        if (found.Count == 0)
            return;
        var opened = new List<InputFile>();
        // Listed before they are all open, so that those already open are closed when a later one fails.
        into[table.Table] = opened;
        foreach (var file in found)
        {
            opened.Add(FileOpening.Open(table, file, zone));
            RefuseOtherTypes(opened[0], opened[^1]);
        }
    }

    // One column means one thing in all files of a table; a type that changes half way is a fault of the export.
    private static void RefuseOtherTypes(InputFile first, InputFile next)
    {
        for (var i = 0; i < first.Table.Columns.Count; i++)
        {
            if (first.Binding(i)?.Source is { } a && next.Binding(i)?.Source is { } b && (a.Kind, a.Logical) != (b.Kind, b.Logical))
            {
                throw new InputException(
                    $"{next.Name}: column '{b.Name}' holds {ColumnBinding.Describe(b)}, but {ColumnBinding.Describe(a)} in {first.Name}; export both alike");
            }
        }
    }

    private static void Close(Dictionary<Table, IReadOnlyList<InputFile>> files)
    {
        foreach (var file in files.Values.SelectMany(f => f))
            file.Dispose();
    }
}
