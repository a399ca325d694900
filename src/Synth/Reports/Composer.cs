using Opportune.Core;
using Opportune.Synth.Charts;
using Opportune.Synth.People;

namespace Opportune.Synth.Reports;

/// <summary>Gives each statement of an exam a sentence, and puts believable sentences of no consequence around them.</summary>
internal sealed class Composer(Draw draw, Person person)
{
    private static readonly Phrasebook Book = Phrasebook.Shared;

    /// <summary>The order in which radiologists look.</summary>
    private static readonly string[] Organs =
        ["devices", "airways", "lungs", "pleura", "heart", "vessels", "mediastinum", "nodes", "neck", "thyroid", "liver", "kidneys",
         "bowel", "abdomen", "breast", "dxa", "soft", "alignment", "discs", "joints", "bones"];

    /// <summary>Sentences of the patient's earlier reports, for those who dictate by copying.</summary>
    private readonly Dictionary<Statement, string> _earlier = [];

    public IReadOnlyList<Section> Compose(Exam exam)
    {
        var writer = new Writer(draw, person, exam.Date);
        var kind = exam.Kind.Name;
        var sections = new List<Section>();
        Add("indication", Indication(exam, writer));
        Add("comparison", draw.Chance(0.45) ? [new(Stopped(writer.Fill("words comparison")), "", null)] : []);
        Add("technique", draw.Chance(0.4) ? Filler(writer, $"technique {kind}") : []);
        Add("findings", Findings(exam, writer));
        Add("impression", Impression(exam, writer));
        return sections;

        void Add(string name, IReadOnlyList<Said> sentences)
        {
            if (sentences.Count > 0)
                sections.Add(new(name, sentences));
        }
    }

    private List<Said> Indication(Exam exam, Writer writer)
    {
        var said = new List<Said>();
        if (draw.Chance(0.6))
            said.AddRange(Filler(writer, $"indication {exam.Kind.Name}"));
        if (draw.Chance(0.15))
            said.AddRange(Filler(writer, "extra indication-unrelated"));
        foreach (var statement in exam.Statements.Where(s => s.BelongsToIndication))
            said.Add(new(writer.Say(statement), "", statement));
        return said;
    }

    private List<Said> Findings(Exam exam, Writer writer)
    {
        var said = new List<Said>();
        var seen = exam.Statements.Where(s => !s.BelongsToIndication && s.Concept != Concepts.DxaRecommendation).ToList();
        foreach (var organ in Organs)
        {
            var here = seen.Where(s => OrganOf(s) == organ).ToList();
            // "Bones intact" beside a broken one would be nonsense, not a distractor.
            var intact = organ is not ("bones" or "alignment" or "discs") || here.TrueForAll(s => s.Assertion == Assertion.Absent);
            var filler = $"filler {exam.Kind.Name}/{organ}";
            if (intact && Book.Has(filler) && draw.Chance(organ == "devices" ? 0.15 : 0.7))
                said.AddRange(Filler(writer, filler, organ));
            foreach (var statement in here)
                said.Add(new(Say(statement, writer), organ, statement));
        }
        return said;
    }

    private List<Said> Impression(Exam exam, Writer writer)
    {
        var said = new List<Said>();
        foreach (var statement in exam.Statements)
        {
            var repeats = statement.Assertion switch
            {
                Assertion.Hypothetical => statement.Concept == Concepts.DxaRecommendation ? 1.0 : 0,
                Assertion.Historical or Assertion.OtherPerson => 0,
                Assertion.Absent => 0.25,
                _ => statement.Concept switch
                {
                    Concepts.TScore or Concepts.Granuloma or Concepts.OtherCalcification or Concepts.Degenerative or Concepts.Scoliosis => 0.12,
                    Concepts.Distractor => 0,
                    _ => 0.5,
                },
            };
            if (draw.Chance(repeats))
                said.Add(new(Repeat(statement, writer), "", statement));
        }
        // The recommendation stands last, as it does in life.
        said.Sort((a, b) => (a.Statement?.Concept == Concepts.DxaRecommendation).CompareTo(b.Statement?.Concept == Concepts.DxaRecommendation));
        if (said.TrueForAll(s => s.Statement?.Assertion == Assertion.Absent) || draw.Chance(0.3))
            said.InsertRange(0, Filler(writer, $"impression {exam.Kind.Name}"));
        if (draw.Chance(0.12))
            said.AddRange(Filler(writer, "extra closing"));
        return said;
    }

    /// <summary>The sentence of an earlier report where that was copied forward, else a new one.</summary>
    private string Say(Statement statement, Writer writer)
    {
        if (_earlier.TryGetValue(statement, out var copied) && draw.Chance(0.4))
            return copied;
        return _earlier[statement] = writer.Say(statement);
    }

    /// <summary>What the findings said, in the same words or in others; sides and numbers in a phrase must not change.</summary>
    private string Repeat(Statement statement, Writer writer)
    {
        var mayVary = statement.Concept is Concepts.Vertebral or Concepts.Hip or Concepts.Fracture || (statement.Concept == Concepts.Vascular && statement.Site != "carotid");
        return _earlier.TryGetValue(statement, out var said) && (!mayVary || draw.Chance(0.3)) ? said : writer.Say(statement);
    }

    private static List<Said> Filler(Writer writer, string header, string organ = "")
    {
        var text = writer.Fill(header);
        return text.Length == 0 ? [] : [new(text, organ, null)];
    }

    private static string Stopped(string text) => text.EndsWith('.') ? text : text + ".";

    private static string OrganOf(Statement s) => s.Concept switch
    {
        Concepts.Vascular => s.Site switch { "coronary" => "heart", "breast" => "breast", "peripheral" => "soft", _ => "vessels" },
        Concepts.Valve or Concepts.Stent or Concepts.Agatston => "heart",
        Concepts.Node => "nodes",
        Concepts.Granuloma => "lungs",
        Concepts.TScore => "dxa",
        Concepts.LowDensity => s.Kind.StartsWith("dxa", StringComparison.Ordinal) ? "dxa" : "bones",
        Concepts.OtherCalcification => s.Site switch
        {
            "stone" => "kidneys",
            "thyroid" => "thyroid",
            "breast" => "breast",
            "pleura" => "pleura",
            "airway" => "airways",
            "costochondral" or "tendon" => "bones",
            _ => "soft",
        },
        Concepts.Distractor => s.Site == "spine" ? "bones" : "mediastinum",
        _ => "bones",
    };
}
