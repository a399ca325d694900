using System.Security.Cryptography;
using System.Text;
using Opportune.Core;

namespace Opportune.App.Evaluate;

/// <summary>The files of an evaluation. They hold report text, so only their owner may read them.</summary>
internal static class EvaluationFiles
{
    /// <summary>Every row on which label and reader differ.</summary>
    public static void WriteDisagreements(string path, IEnumerable<Disagreement> all)
    {
        using var writer = Open("--out", path);
        writer.WriteLine("set\tlabel\tid\tlabelled\tours\texpression\tverdict\tfound\ttext");
        foreach (var d in all.Where(d => d.Labelled != d.Ours))
            writer.WriteLine(string.Join('\t', d.Set, d.Label, d.Id, Bit(d.Labelled), Bit(d.Ours), Bit(d.Plain), Bit(d.Verdict), Cell(d.Found), Cell(d.Text)));
    }

    /// <summary>
    /// The rows to adjudicate, where any two of label, reader and expression differ: which of them said what is left out,
    /// and the order tells nothing either.
    /// </summary>
    public static void WriteDraw(string path, IEnumerable<Disagreement> all)
    {
        using var writer = Open("--draw", path);
        writer.WriteLine("set\tlabel\tid\ttext");
        foreach (var d in all.Where(d => d.Plain is not null).OrderBy(d => d.Set, StringComparer.Ordinal).ThenBy(d => d.Label, StringComparer.Ordinal).ThenBy(Shuffled, StringComparer.Ordinal))
            writer.WriteLine(string.Join('\t', d.Set, d.Label, d.Id, Cell(d.Text)));
    }

    /// <summary>A file in a new folder of the system's temporary one, for the owner alone.</summary>
    public static string NewPath() => Path.Combine(Directory.CreateTempSubdirectory("opportune-evaluate-").FullName, "disagreements.tsv");

    private static StreamWriter Open(string option, string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new InputException($"{option}: there is no folder {folder}");
        // An older file may have been open to others: its permissions would stay.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, new UTF8Encoding(false), options) { NewLine = "\n" };
    }

    private static string Shuffled(Disagreement d) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(d.Id)));

    private static string Bit(bool? bit) => bit switch { true => "1", false => "0", _ => "" };

    private static string Cell(string text) => text.Replace('\t', ' ').Replace('\r', ' ').Replace('\n', ' ');
}
