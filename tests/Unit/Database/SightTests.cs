using Opportune.Core;
using Opportune.Database;

namespace Opportune.Tests.Unit.Database;

/// <summary>What is kept by who may see it is found again by whoever may see the same, and by nobody else.</summary>
public class SightTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly Grants North = new(Roles.None, Scope.Of(["north", "south"], []));

    [Fact]
    public void Those_who_see_the_same_patients_share_a_sight_at_any_time()
    {
        var (one, other) = (Sight.Of("ann", North, Now), Sight.Of("ben", North with { Scope = Scope.Of(["south", "north"], []) }, Now.AddHours(3)));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void Another_site_own_row_or_right_to_open_records_is_another_sight()
    {
        Grants[] others = [North with { Scope = Scope.Of(["north"], []) }, North with { Scope = Scope.Of([], ["north", "south"]) }, North with { PatientId = "p1" }, North with { MayOpenRestricted = true }];
        Assert.All(others, grants => Assert.NotEqual(Sight.Of("ann", North, Now), Sight.Of("ann", grants, Now)));
        Assert.NotEqual(Sight.Of("ann", others[^1], Now), Sight.Of("ben", others[^1], Now));
    }
}
