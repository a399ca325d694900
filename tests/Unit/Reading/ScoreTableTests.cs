using System.Globalization;

namespace Opportune.Tests.Unit.Reading;

/// <summary>T-scores in tables: each is read with its site, and nothing else is taken for one.</summary>
public class ScoreTableTests
{
    private const string Spine = "lumbar-spine -2.9";
    private const string Neck = "femoral-neck -2.3";
    private const string Hip = "total-hip -2";

    [Theory]
    [InlineData("Region BMD T-score Z-score\nL1-L4 0.812 -2.9 -1.4\nFemoral neck 0.601 -2.3 -0.8\nTotal hip 0.700 -2.0 -0.7", Spine, Neck, Hip)]
    [InlineData("Region BMD T-score Z-score L1-L4 0.812 -2.9 -1.4 Femoral neck 0.601 -2.3 -0.8 Total hip 0.700 -2.0 -0.7", Spine, Neck, Hip)]
    [InlineData("Region  T-score  Z-score  BMD\nLumbar spine (L1-L4)  -2.9  -1.4  0.812\nLeft femoral neck  -2.3  -0.8  0.601", Spine, Neck)]
    [InlineData("Site  BMD (g/cm2)  T-score  Z-score  Classification\nAP Spine (L1-L4)  0.812  -2.9  -1.4  Osteoporosis\nLeft hip (neck)  0.601  -2.3  -0.8  Osteopenia", Spine, Neck)]
    [InlineData("Region\tBMD\tYoung-Adult T-Score\tAge-Matched Z-Score\nAP Spine L1-L4\t0.812\t-2.9\t-1.4\nFemur Neck Left\t0.601\t-2.3\t-0.8\nFemur Total Left\t0.700\t-2.0\t-0.7", Spine, Neck, Hip)]
    [InlineData("Region Z-score T-score\nL1-L4 -1.4 -2.9\nFemoral neck -0.8 -2.3", Spine, Neck)]
    [InlineData("Region T-score\nL1-L4 -2.9\nFemoral neck -2.3", Spine, Neck)]
    [InlineData("Region Area BMC BMD T-score PR Z-score AM\nL1 12.1 9.8 0.811 -2.6 73 -1.1 87\nL1-L4 50.1 40.8 0.814 -2.9 74 -1.1 88", Spine)]
    [InlineData("Region BMD T-score Z-score\nL1-L4 0.812 -2.9 N/A", Spine)]
    [InlineData("Region BMD T-score Z-score\nL1-L4 0.812\nFemoral neck 0.601 -2.3 -0.8", Neck)]
    [InlineData("Region BMD Z-score\nL1-L4 0.812 -1.4")]
    [InlineData("Exam date  Age  BMD  T-score\n03/12/2024 67 0.812", null)]
    public void Reads_the_column(string table, params string[]? scores)
    {
        var read = Dev.Read("FINDINGS: " + table).Where(m => m.Concept == "t-score").Select(m => $"{string.Join(',', m.Sites)} {m.Value?.ToString(CultureInfo.InvariantCulture)}");
        Assert.Equal(scores ?? [], read);
    }

    [Fact]
    public void Marks_the_number_in_its_own_row()
    {
        const string Table = "FINDINGS: Region BMD T-score Z-score\nL1-L4 0.812 -2.9 -1.4\nFemoral neck 0.601 -2.3 -0.8";
        var neck = Dev.Read(Table).Single(m => m.Sites.Contains("femoral-neck"));
        Assert.Equal("-2.3", Table.Substring(neck.Start, neck.Length));
        Assert.Equal("-2.3", neck.Excerpt.Substring(neck.ExcerptStart, neck.Length));
    }

    [Fact]
    public void The_same_heading_in_another_report_has_rows_of_its_own()
    {
        var reader = new Opportune.Reading.ReportReader(Dev.Compiled);
        foreach (var score in new[] { -2.9, -1.1 })
        {
            var found = new List<Opportune.Core.Mention>();
            reader.Read(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Region BMD T-score Z-score\nL1-L4 0.812 {score:0.0} -0.4")), null, found);
            Assert.Equal(score, Assert.Single(found).Value);
        }
    }
}
