using Opportune.Core;

namespace Opportune.Tests.Unit.Core;

public class UnitTextTests
{
    [Theory]
    [InlineData("mL/min/{1.73_m2}", "mL/min/1.73m2", true)]
    [InlineData("mL/min/{1.73_m2}", "ml/min/1.73 m²", true)]
    [InlineData("mL/min/{1.73_m2}", " mL/min/1.73m^2", true)]
    [InlineData("mL/min/{1.73_m2}", "mL/min", false)]
    [InlineData("mL/min/{1.73_m2}", "mL/s/{1.73_m2}", false)]
    [InlineData("mg/dL", "MG/DL ", true)]
    [InlineData("mg/dL", "mg/L", false)]
    [InlineData("mg/dL", "mg/d", false)]
    [InlineData("mg/dL", "", false)]
    [InlineData("mg/dL", null, false)]
    [InlineData(null, null, true)]
    public void One_unit_is_written_in_many_ways(string? a, string? b, bool areSame)
    {
        Assert.Equal(areSame, UnitText.AreSame(a, b));
        Assert.Equal(areSame, UnitText.AreSame(b, a));
    }
}
