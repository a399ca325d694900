using System.Globalization;
using System.Text;
using Opportune.Jobs;
using Opportune.Jobs.Lexicon;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Runs;

/// <summary>The invented reports are not written in the lexicon's own words: a reader tried on them meets words it does not know.</summary>
public sealed class SynthWordsTests
{
    [Fact]
    public void At_least_a_tenth_of_the_words_in_invented_reports_are_unknown_to_the_lexicon()
    {
        using var folder = Some.Folder();
        Opportune.Synth.Hospital.Write(new() { Patients = 2000, Seed = 3, AsOf = new(2026, 11, 14) }, folder.Path, null);
        var said = Words(Texts(folder["imaging_findings.parquet"]));
        var known = Words(Phrases());
        var unknown = said.Except(known).Order(StringComparer.Ordinal).ToList();
        var share = (double)unknown.Count / said.Count;
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{unknown.Count} of {said.Count} words ({share:P1}) are not in the lexicon ({known.Count} words): {string.Join(' ', unknown)}"));
        Assert.True(said.Count > 300, $"{said.Count} words in all");
        Assert.True(share >= 0.1, $"the lexicon does not know {unknown.Count} of {said.Count} words only");
    }

    private static IEnumerable<string> Texts(string path)
    {
        using var table = Opportune.Columnar.TableFiles.Open(path);
        var column = table.Schema.IndexOf("finding_text");
        return [.. Enumerable.Range(0, table.RowGroups.Count).SelectMany(g => Tables.ReadColumn(table, g, column)).OfType<byte[]>().Select(Encoding.UTF8.GetString)];
    }

    // Every phrase that the lexicon reads by: terms, values, places, cues, modifiers, sections and lists.
    private static IEnumerable<string> Phrases()
    {
        var problems = new Problems();
        var lexicon = LexiconReader.Read(Path.Combine(Repository.Root, "jobs", "lexicon"), problems);
        Assert.Empty(problems.All);
        var values = lexicon!.Families.Select(f => f.Value).OfType<Opportune.Core.LexiconValue>().ToList();
        return
        [
            .. lexicon.Families.SelectMany(f => f.Terms).SelectMany(t => t.Phrases),
            .. values.SelectMany(v => (string[])[v.Unit, .. v.Units, .. v.NotAfter, .. v.NotBefore]),
            .. lexicon.Places.SelectMany(p => p.Phrases),
            .. lexicon.Cues.SelectMany(c => c.Phrases),
            .. lexicon.Modifiers.SelectMany(m => m.Phrases),
            .. lexicon.Sections.SelectMany(s => s.Phrases),
            .. lexicon.Glue, .. lexicon.Joiners, .. lexicon.Closers, .. lexicon.Statements, .. lexicon.Abbreviations, .. lexicon.Common,
        ];
    }

    private static HashSet<string> Words(IEnumerable<string> texts)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            for (var (start, end) = (0, 0); end <= text.Length; end++)
            {
                if (end < text.Length && char.IsLetter(text[end]))
                    continue;
                if (end > start)
                    words.Add(text[start..end].ToLowerInvariant());
                start = end + 1;
            }
        }
        return words;
    }
}
