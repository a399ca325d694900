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
        Add("comparison", draw.Chance(0.45) ? [new(Stopped(writer.Fill("words comparison")), "")] : []);
        Add("technique", draw.Chance(0.4) ? Filler(writer, $"technique {kind}") : []);
        var findings = Findings(exam, writer);
        Add("findings", findings);
        Add("impression", Impression(exam, findings, writer));
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
            if (intact && Book.Has(filler) && draw.Chance(Habit(exam, organ)))
                said.AddRange(Filler(writer, filler, organ));
            foreach (var statement in here)
                said.Add(new(Say(statement, writer), organ, statement));
        }
        Join(said, writer);
        return said;
    }

    /// <summary>How often an organ of which there is nothing to tell is told of.</summary>
    private static double Habit(Exam exam, string organ) => organ switch
    {
        "lungs" or "pleura" or "heart" when exam.Kind.BodyPart == "CHEST" => 0.85,
        "devices" => 0.12,
        "abdomen" or "mediastinum" when exam.Kind == ExamKind.ChestFilm => 0.2,
        _ => 0.65,
    };

    /// <summary>Sometimes one sentence tells two things, of which the second may be denied.</summary>
    private void Join(List<Said> said, Writer writer)
    {
        for (var i = 0; i < said.Count; i++)
        {
            for (var j = 0; j < said.Count; j++)
            {
                if (i == j || said[i].Statements is not [var first] || said[j].Statements is not [var second] || !draw.Chance(0.35))
                    continue;
                var alike = second.Assertion == Assertion.Absent ? second.Age == LesionAge.None : first.Severity == second.Severity;
                if (!alike || first.Certainty != second.Certainty || writer.SayBoth(first, second) is not { Length: > 0 } both)
                    continue;
                said[i] = new(both, said[i].Organ, first, second);
                said.RemoveAt(j);
                return;
            }
        }
    }

    private List<Said> Impression(Exam exam, List<Said> findings, Writer writer)
    {
        var said = new List<Said>();
        foreach (var statement in exam.Statements)
        {
            var repeats = statement.Assertion switch
            {
                Assertion.Historical or Assertion.OtherPerson or Assertion.Hypothetical => 0,
                Assertion.Absent => 0.25,
                _ => statement.Concept switch
                {
                    Concepts.TScore => 0,
                    Concepts.DxaRecommendation => 1,
                    Concepts.Granuloma or Concepts.OtherCalcification or Concepts.Degenerative or Concepts.Scoliosis => 0.12,
                    Concepts.Distractor => 0,
                    Concepts.Vertebral or Concepts.Hip or Concepts.Fracture => 0.8,
                    _ => 0.5,
                },
            };
            if (draw.Chance(repeats))
                said.Add(new(Repeat(statement, writer), "", statement));
        }
        // The recommendation stands last, as it does in life.
        said.Sort((a, b) => a.Statements.Any(IsRecommendation).CompareTo(b.Statements.Any(IsRecommendation)));
        var abnormal = findings.Where(f => f.IsAbnormal).ToList();
        if (abnormal.Count > 0 && draw.Chance(0.6))
            said.Insert(0, draw.Pick(abnormal) with { Organ = "" });
        // "Normal" beside a finding would be laughed at, "no acute process" beside an old one is how it is said.
        var healthy = abnormal.Count == 0 && !exam.Statements.Exists(s => s.Assertion is Assertion.Present or Assertion.Possible);
        var acute = exam.Statements.Exists(s => s.Assertion is Assertion.Present or Assertion.Possible && s.Concept is Concepts.Fracture or Concepts.Hip or Concepts.Vertebral);
        if (said.Count == 0 || healthy || (!acute && draw.Chance(0.4)))
        {
            var (text, _) = writer.Fill($"impression {exam.Kind.Name}", healthy);
            if (text.Length > 0 && !acute)
                said.Insert(0, new(text, ""));
        }
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
        var mayVary = statement.Level.Length > 0 || (statement.Concept == Concepts.Vascular && statement.Site != "carotid");
        return _earlier.TryGetValue(statement, out var said) && (!mayVary || draw.Chance(0.3)) ? said : writer.Say(statement);
    }

    private static List<Said> Filler(Writer writer, string header, string organ = "")
    {
        var (text, abnormal) = writer.Fill(header, healthy: true);
        return text.Length == 0 ? [] : [new(text, organ) { IsAbnormal = abnormal }];
    }

    private static bool IsRecommendation(Statement statement) => statement.Concept == Concepts.DxaRecommendation;

    private static string Stopped(string text) => text.EndsWith('.') ? text : text + ".";

    private static string OrganOf(Statement s) => s.Concept switch
    {
        Concepts.Vascular => s.Site switch { "coronary" => "heart", "breast" => "breast", "peripheral" => "soft", _ => "vessels" },
        Concepts.Valve or Concepts.Stent or Concepts.Agatston => "heart",
        Concepts.Node => "nodes",
        Concepts.Neck or Concepts.Calcinosis => "soft",
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
