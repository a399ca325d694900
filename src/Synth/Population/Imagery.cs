using Opportune.Core;
using Opportune.Synth.Charts;

namespace Opportune.Synth.Population;

/// <summary>
/// The imaging of ordinary patients: draws what their vessels and bones are like, then which exams they had, then what
/// each report says of it.
/// </summary>
internal static class Imagery
{
    public static void Fill(ChartBuilder c)
    {
        var (draw, age) = (c.Draw, c.Age);
        var chance = age switch { < 18 => 0.13, < 40 => 0.16, < 50 => 0.21, < 65 => 0.27, < 80 => 0.36, _ => 0.44 };
        if (!draw.Chance(chance))
            return;
        var body = Body.Of(c);
        for (var i = draw.Weighted(0.5, 0.25, 0.13, 0.07, 0.05) + 1; i > 0; i--)
        {
            var kind = KindFor(draw, c);
            // Away from the edges of look-backs and graces, which scenarios visit on purpose.
            var daysAgo = draw.Chance(0.08) ? draw.Between(1120, 1700) : draw.Between(45, 1080);
            if (Math.Abs(daysAgo - 731) < 6)
                daysAgo += 14;
            var exam = c.Examine(kind, daysAgo, draw.Chance(0.01) ? "preliminary" : "final");
            body.Tell(draw, exam);
        }
    }

    private static ExamKind KindFor(Draw draw, ChartBuilder c)
    {
        var woman = c.Person.Sex == 'F' && c.Age >= 40;
        return draw.Weighted(0.42, 0.12, 0.13, 0.02, c.Age >= 40 ? 0.02 : 0, 0.07, 0.03, 0.06, 0.04, 0.04, woman ? 0.1 : 0) switch
        {
            0 => ExamKind.ChestFilm,
            1 => ExamKind.ChestCt,
            2 => ExamKind.AbdomenCt,
            3 => ExamKind.NeckCt,
            4 => ExamKind.CoronaryCt,
            5 => ExamKind.LumbarFilm,
            6 => ExamKind.ThoracicFilm,
            7 => ExamKind.HipFilm,
            8 => ExamKind.ShoulderFilm,
            9 => ExamKind.WristFilm,
            _ => ExamKind.Mammogram,
        };
    }
}
