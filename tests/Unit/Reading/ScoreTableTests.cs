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
    [InlineData("Site        T-Score    WHO classification\nSpine       -2.9       Osteoporosis\nTotal hip   -2.0       Osteopenia", Spine, Hip)]
    [InlineData("Region Z-score T-score\nL1-L4 -1.4 -2.9\nFemoral neck -0.8 -2.3", Spine, Neck)]
    [InlineData("Region T-score\nL1-L4 -2.9\nFemoral neck -2.3", Spine, Neck)]
    [InlineData("Region Area BMC BMD T-score PR Z-score AM\nL1 12.1 9.8 0.811 -2.6 73 -1.1 87\nL1-L4 50.1 40.8 0.814 -2.9 74 -1.1 88", Spine)]
    [InlineData("Region BMD T-score Z-score\nL1-L4 0.812 -2.9 N/A", Spine)]
    [InlineData("Region BMD T-score Z-score\nL1-L4 0.812\nFemoral neck 0.601 -2.3 -0.8", Neck)]
    // Letters, bars and tabs.
    [InlineData("Site          BMD     T      Z\nL2-L4     0.912   -2.9   -1.4\nFemoral neck R   0.588   -2.3   -1.2\nTotal hip R      0.671   -2.0   -1.0", Spine, Neck, Hip)]
    [InlineData("|Region|BMD|YA T|AM Z|\n|L1|0.981|-1.5|-1.0|\n|L1-L4|1.210|-2.9|0.3|\n|Neck R|0.774|-2.3|-0.7|\n|Total R|0.829|-2.0|-0.9|", Spine, Neck, Hip)]
    [InlineData("Site\tBMD (g/cm2)\tT\tZ\tRemark\nL1-L4\t0.912\t-2.9\t-0.4\tlow\nFN L\t0.712\t-2.3\t-0.5\tlow\nTH L\t0.812\t-2.0\t-0.1\tlow", Spine, Neck, Hip)]
    [InlineData("Region T-score Z-score change vs 2020\n  Spine L1-L3   -2.9     +0.3     -1.1 %  (n.s.)\n  Neck L        -2.3     -1.2     -5.8 %  *\n  Total L       -2.0     -0.9     -4.0 %  *", Spine, Neck, Hip)]
    [InlineData("Region BMD T-score Z-score\nL1-L4 0.812 -2,9 -1,4\nFemoral neck 0.601 -2,3 -0,8", Spine, Neck)]
    // Other examinations beside this one.
    [InlineData("Region          Area    BMC     BMD     T-score   Z-score   BMD 03/2021\nL1-L4           55.12   41.90   0.760   -2.9      -0.7      0.791\nNeck (L)        4.82    3.01    0.624   -2.3      -0.5      0.640\nTotal hip (L)   32.05   23.52   0.734   -2.0      -0.4      0.741", Spine, Neck, Hip)]
    [InlineData("                 Current              Prior 2022            Prior 2020\nSite          BMD    T     Z       BMD    T     Z        BMD    T     Z\nL1-L4         0.894  -2.9  -0.3    0.861  -2.2  -0.7     0.822  -2.6  -1.1\nL fem neck    0.682  -2.3  -0.4    0.671  -1.9  -0.5     0.660  -2.0  -0.6", Spine, Neck)]
    [InlineData("            Previous (2021)            Current\nRegion   BMD   T-score   BMD   T-score\nL1-L4    0.812   -2.4   0.830   -2.9", Spine)]
    [InlineData("Region  T-score 2020  T-score 2024\nL1-L4  -2.0  -2.9\nNeck  -1.5  -2.3", Spine, Neck)]
    [InlineData("Region  T-score  Prior T-score\nL1-L4  -2.9  -2.4\nNeck  -2.3  -1.5", Spine, Neck)]
    [InlineData("Region  T-score  T-score\nL1-L4  -2.0  -2.9")]
    [InlineData("Region  BMD  Prior T-score\nL1-L4  0.812  -2.9")]
    // A total is of what is told above it; a vertebra is no site.
    [InlineData("Region Area BMC BMD T-score Z-score\nL1 12.1 9.8 0.811 -2.6 -1.1\nL2 13.0 10.1 0.790 -2.2 -1.0\nTotal 55.12 41.90 0.760 -2.9 -0.7", Spine)]
    [InlineData("Region Area BMC BMD T-score Z-score\nNeck 4.82 3.01 0.624 -2.3 -0.5\nTotal 32.05 23.52 0.734 -2.0 -0.4", Neck, Hip)]
    [InlineData("Region BMD Z-score\nL1-L4 0.812 -1.4")]
    [InlineData("Exam date  Age  BMD  T-score\n03/12/2024 67 0.812", null)]
    public void Reads_the_column(string table, params string[]? scores)
    {
        var read = Dev.Read("FINDINGS: " + table).Where(m => m.Concept == "t-score").Select(m => $"{string.Join(',', m.Sites)} {m.Value?.ToString(CultureInfo.InvariantCulture)}");
        Assert.Equal(scores ?? [], read);
    }

    [Theory]
    [InlineData("Bone density report\nRegion | Current T | Previous T (2020)\nL1-L4 | -2.9 | -1.1\nFemoral neck (L) | -2.3 | -1.7", Spine, Neck)]
    [InlineData("DEXA 12/3/2024: L1-4 T -2.9, FN T -2.3, TH T -2.0.", Spine, Neck, Hip)]
    [InlineData("AP spine L1-L4 BMD 0.812, T -2.9, Z +0.7.\nLeft femoral neck BMD 0.966, T -2.3, Z +0.1.", Spine, Neck)]
    [InlineData("Hip left: Neck BMD 0.531, T -2.3, Z -0.8 | Total BMD 0.602, T -2.0, Z -0.8", Neck, Hip)]
    [InlineData("Spine: L1, L3, L4 used (L2 fractured). BMD 0.745, T -2.9, Z -0.6", Spine)]
    [InlineData("BMD: spine 0.812 (T -2.9), femoral neck 0.612 (T = -2.3), total hip 0.712 (T: -2,0)", Spine, Neck, Hip)]
    [InlineData("BMD exam, compare with caution.\nSPINE  now -2.9 (T), prior -1.7\nFN     now -2.3 (T), prior -2.4", Spine, Neck)]
    [InlineData("DXA: lumbar spine T = -2.9 (prior T = -2.4), hip total T = -2.0 (prior -0.9).", Spine, Hip)]
    [InlineData("L1 BMD 0.911, T -1.5. L2 BMD 0.912, T -1.8. L1-L4 BMD 0.8, T -2.9.", Spine)]
    [InlineData("DXA: T -2.9 (spine), T -2.3 (FN).", Spine, Neck)]
    [InlineData("T -2.9 at the lumbar spine on DXA.", Spine)]
    [InlineData("DEXA scan - LS T-2.9, FN T-2.3", Spine, Neck)]
    [InlineData("DXA is recommended. Nodule of the neck, T 2.5 cm. Normal hip T -1.0 to -2.5.")]
    [InlineData("DXA is recommended. MRI of the spine at 3.0 T, hip T 12, spine at 1.5 T.")]
    [InlineData("BMD of the spine was not measured. Compression of T 4 and T-12.")]
    [InlineData("MRI of the lumbar spine, T -2.9.")]
    public void Reads_what_only_a_letter_names(string report, params string[] scores) => Reads_the_column(report, scores);

    [Theory]
    [InlineData("LUMBAR SPINE (L1-L4):\nBMD: 0.812 g/cm2\nT-score: -2.9\nZ-score: -0.9\n\nLEFT FEMORAL NECK:\nBMD: 0.612 g/cm2\nT-score: -2.3", Spine, Neck)]
    [InlineData("Lumbar spine (L1-L4): BMD 0.706 g/cm2. T-score is -2.9. Z-score is -1.5.\nLeft hip total: BMD 0.655 g/cm2. T-score is -2.0.", Spine, Hip)]
    [InlineData("The bone mineral density of the lumbar spine measures 0.812 g/cm2. This corresponds to a T-score of -2.9.", Spine)]
    [InlineData("Lumbar spine T-score is -2.9. The lowest T-score is -2.9.", Spine, "other -2.9")]
    [InlineData("Lumbar spine: BMD 0.812. The lowest T-score is -2.9.", "other -2.9")]
    [InlineData("Left hip not measured.\nT-score -2.9.", "other -2.9")]
    [InlineData("Lumbar -2.9; neck -2.3; total hip -2.0 (T-scores).", Spine, Neck, Hip)]
    [InlineData("Lumbar spine BMD 0.8; neck 0.7 (Z-scores).")]
    [InlineData("T-score of the lumbar spine -2.9 (previously -1.7).", Spine)]
    public void Takes_the_site_from_before(string report, params string[] scores) => Reads_the_column(report, scores);

    [Fact]
    public void What_a_comparison_tells_is_historical() =>
        Assert.Equal(Opportune.Core.Assertion.Historical, Dev.Read("COMPARISON: DXA 2020, spine T -2.2.\nFINDINGS: No fracture.").Single(m => m.Concept == "t-score").Assertion);

    [Fact]
    public void A_decimal_comma_is_marked_whole() => Assert.Equal("-2,5", Dev.Read("Lumbar spine T-score -2,5 SD.").Single(m => m.Concept == "t-score").Text);

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
