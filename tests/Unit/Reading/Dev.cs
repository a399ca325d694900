using System.Text;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Lexicon;
using Opportune.Reading;

namespace Opportune.Tests.Unit.Reading;

/// <summary>The shipped lexicon, and the sets beside the project where they are present.</summary>
internal static class Dev
{
    private static readonly Lazy<(Lexicon Lexicon, CompiledLexicon Compiled)> Loaded = new(Load);

    public static Lexicon Lexicon => Loaded.Value.Lexicon;

    public static CompiledLexicon Compiled => Loaded.Value.Compiled;

    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Opportune.slnx")))
                folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("Opportune.slnx is not above the test program");
        }
    }

    /// <summary>A file of the labelled sets: where the environment says, or beside the project's root.</summary>
    public static string Data(string file) => Environment.GetEnvironmentVariable("OPPORTUNE_TEST_DATA") is { Length: > 0 } folder
        ? Path.Combine(folder, file)
        : Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", file));

    public static List<Mention> Read(string text, string? section = null) => Read(Encoding.UTF8.GetBytes(text), section);

    public static List<Mention> Read(byte[] text, string? section = null)
    {
        var mentions = new List<Mention>();
        new ReportReader(Compiled).Read(text, section, mentions);
        return mentions;
    }

    private static (Lexicon, CompiledLexicon) Load()
    {
        var problems = new Problems();
        var lexicon = LexiconReader.Read(Path.Combine(Root, "jobs", "lexicon"), problems);
        return lexicon is null
            ? throw new InvalidOperationException(string.Join('\n', problems.All))
            : (lexicon, CompiledLexicon.Compile(lexicon));
    }
}
