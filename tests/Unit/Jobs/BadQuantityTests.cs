using Opportune.Core;

namespace Opportune.Tests.Unit.Jobs;

/// <summary>What somebody alive can have: what is refused of the file, and what it means.</summary>
public class BadQuantityTests
{
    private const string File = "clinical/plausible-values.yaml";

    [Theory]
    [InlineData("- {name: bone, value-set: bone-value, source: a test, plausible: [{unit: mg, at-least: 1, at-most: 9}]}", "")]
    [InlineData("- {name: bone, value-set: bone-valu, source: a test, plausible: [{at-least: 1}]}", "2:3: say which 'value-set' or 'concept' it is|2:27: unknown value set 'bone-valu'; did you mean 'bone-value'?")]
    [InlineData("- {name: bone, value-set: bone-value, plausible: [{at-least: 1}]}", "2:3: 'source' is missing")]
    [InlineData("- {name: bone, value-set: bone-value, source: a test}", "2:3: 'plausible' is missing or empty: what somebody alive can have, by unit")]
    [InlineData("- {name: bone, source: a test, plausible: [{at-least: 1}]}", "2:3: say which 'value-set' or 'concept' it is")]
    [InlineData("- {name: bone, value-set: bone-value, source: a test, plausible: [{unit: mg}]}", "2:67: 'plausible' says no bound: at-least, at-most, above or below")]
    [InlineData("- {name: bone, value-set: bone-value, source: a test, plausible: [{at-least: 9, at-most: 1}]}", "2:67: no number lies in this 'plausible'")]
    [InlineData("- {name: a, value-set: bone-value, source: a test, plausible: [{at-least: 1}]}\n- {name: b, value-set: bone-value, source: a test, plausible: [{at-least: 1}]}", " 'bone-value' is here twice")]
    public void A_slip_is_told_with_its_place(string quantities, string expected)
    {
        using var folder = new BrokenFolder();
        Directory.CreateDirectory(folder.PathOf("clinical"));
        var told = folder.With(File, "", "quantities:\n" + quantities + "\n").Problems();
        Assert.Equal(expected.Length == 0 ? "" : string.Join('\n', expected.Split('|').Select(e => $"{File}:{e}")), told);
    }

    [Theory]
    [InlineData(9.4, "mg/dL", false)]
    [InlineData(4.0, "mg/dL", false)]
    [InlineData(3.99, "mg/dL", true)]
    [InlineData(20.0, " MG/DL ", false)]
    [InlineData(20.1, " MG/DL ", true)]
    [InlineData(20.1, "mmol/L", true)]
    [InlineData(2.3, "mmol/L", false)]
    [InlineData(94.0, "mEq/L", false)]
    [InlineData(94.0, null, false)]
    [InlineData(double.NaN, "mg/dL", true)]
    [InlineData(null, "mg/dL", false)]
    public void A_value_is_judged_in_its_unit(double? value, string? unit, bool refused)
    {
        var calcium = Evaluation.ShippedRules.Shipped.Quantities.Single(q => q.Name == "calcium");
        Assert.Equal(refused, calcium.Refuses(value, unit));
    }

    [Fact]
    public void Every_quantity_that_a_rule_compares_has_bounds()
    {
        var shipped = Evaluation.ShippedRules.Shipped;
        var bounded = shipped.Quantities.SelectMany(q => q.ValueSets.Concat(q.Concepts)).ToHashSet(StringComparer.Ordinal);
        var compared = shipped.Measures.SelectMany(m => m.Index.Classes.SelectMany(c => c.AnyOf).Concat(m.Criteria.Values.SelectMany(c => c.AnyOf))).Where(m => m.Value is not null).SelectMany(m => m.ValueSets.Concat(m.Concepts))
            .Concat(shipped.Measures.SelectMany(m => m.Criteria.Values).Where(c => c.Derived is not null).SelectMany(c => c.AnyOf).SelectMany(m => m.ValueSets));
        Assert.Empty(compared.Except(bounded));
    }
}
