using System.Globalization;

namespace Opportune.Tests.Unit.Reading;

/// <summary>Coronary calcium scores told by artery: the total that is given, and nothing where none is.</summary>
public class CalciumScoreTests
{
    [Theory]
    [InlineData("CT CORONARY CALCIUM SCORE\nTechnique: 3 mm slices, Agatston method.\n\nVessel      Lesions   Volume   Score\nLM          1         9        12\nLAD         6         148      181\nTotal       14        328      412\n\nPrior (2019, outside): total 266.", 412.0)]
    [InlineData("CARDIAC CT CALCIUM SCORE\n            #   Vol(mm3)   Agatston   Mass(mg)\nLM          0   0.0        0.0        0.0\nLAD         3   55.0       70.4       10.1\nTotal       3   55.0       70.4       10.1", 70.4)]
    [InlineData("CORONARY CALCIUM SCORE\nArtery  Lesions  Volume (mm3)  Equiv. Mass (mg)  Score\nLM 0 0 0 0\nLAD 3 55.2 10.1 70.4\nTotal 4 60.2 11.1 74.5", 74.5)]
    [InlineData("CORONARY CALCIUM SCORE\nArtery      Lesions   Agatston   Volume\nLM             1         14        12\nTOTAL         12        339       297\nPercentile for age/sex: 78th.", 339.0)]
    [InlineData("Calcium score CT\nVessel | Agatston | Volume\nLeft main | 0 | 0\nLAD | 112 | 90\nTotal | 145 | 118", 145.0)]
    [InlineData("Calcium scoring\nVessel  Calcium score  Volume score\nLAD 112 90\nTotal 1,112 90", 1112.0)]
    [InlineData("CT HEART FOR CALCIUM\n| Artery | 2018 | Now |\n| LAD | 311 | 560 |\n| TOTAL | 800 | 1415 |", 1415.0)]
    [InlineData("Calcium scoring.\n          2019    2024\nLAD       99      112\nTotal     120     145", 145.0)]
    [InlineData("Calcium scoring:\nLeft main coronary artery: 0\nLeft anterior descending: 112\nRight coronary artery: 33\nTotal: 145", 145.0)]
    [InlineData("Coronary artery calcium scoring results. LM: 0. LAD: 112. RCA: 33. Total: 145. Percentile: 75.", 145.0)]
    [InlineData("Heart scan, ca-score\nLMA 0 / LAD 126 / LCx 34 / RCA 58 -> total AS 218, volume score 187, mass 41 mg", 218.0)]
    [InlineData("CALCIUM SCORE CT\nScore table (prior 06/2016 in brackets): LM 3 (0); LAD 44 (12); RCA 0 (0). Sum 47 (12).", 47.0)]
    [InlineData("Ca scoring: LAD 22 + 14 (two lesions), diagonal 5, RCA 9, LM nil, Cx nil; total 50 AU.", 50.0)]
    [InlineData("Calcium scoring: prior total 120, now total 145.", 145.0)]
    [InlineData("Calcium score was 212 in 2019 and is 412 today.", 412.0)]
    [InlineData("Coronary calcium score (Agatston): total 1,415; volume 1,100 mm3.", 1415.0)]
    [InlineData("Coronary calcium scoring: LM 0, LAD 112, LCx 0, RCA 33.", null)]
    [InlineData("Calcium scoring CT.\nTotal cholesterol 5.2.", null)]
    [InlineData("Calcium scoring: LAD 12. Contrast given in total 80.", null)]
    [InlineData("Calcium scoring. Total volume 187 mm3.", null)]
    [InlineData("Calcium scoring: LAD 12. Total 14 lesions.", null)]
    [InlineData("Calcium scoring: LAD 12; aortic valve total 220.", null)]
    [InlineData("Calcium scoring\nVessel  Volume  Mass\nLAD 112 90\nTotal 112 90", null)]
    [InlineData("The previous calcium score was 212.", null)]
    public void Reads_the_total(string report, double? score) =>
        Assert.Equal(score is { } value ? [value.ToString(CultureInfo.InvariantCulture)] : [], Dev.Read(report).Where(m => m.Concept == "agatston-score").Select(m => m.Value?.ToString(CultureInfo.InvariantCulture) ?? "none"));
}
