using Opportune.Core;
using Opportune.Synth.People;

namespace Opportune.Synth.Tables;

/// <summary>Clinicians, and what each feed covers.</summary>
internal static class HospitalRows
{
    private static readonly Table[] Feeds =
        [Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results, Table.Encounters];

    public static void Write(World world, Sink providers, Sink feeds)
    {
        var draw = new Draw(world.Seed, -1);
        // A stream of its own, so that those who were there before stay who they are.
        var staff = new Draw(world.Seed, -2);
        foreach (var site in world.Sites)
        {
            for (var i = 1; i <= world.ProvidersPerSite; i++)
            {
                var name = $"{draw.Pick(Names.Families)}, {draw.Pick(draw.Chance(0.5) ? Names.Women : Names.Men)}";
                providers.Text(PersonDraw.ProviderId(site, i)).Text(name).Text(draw.Chance(0.8) ? "primary care physician" : "primary care nurse practitioner")
                    .Text(site.Id).Text($"{site.Id} panel {(i - 1) / 3 + 1}").Whole(Staff.HasLeft(world, i) ? 0 : 1).EndRow();
            }
            for (var i = 0; i < Staff.Others.Length; i++)
            {
                var name = $"{staff.Pick(Names.Families)}, {staff.Pick(staff.Chance(0.5) ? Names.Women : Names.Men)}";
                providers.Text(Staff.OtherId(site, i)).Text(name).Text(Staff.Others[i]).Text(site.Id).Skip().Whole(1).EndRow();
            }
            foreach (var table in Feeds)
                Feed(world, site, table, feeds);
        }
    }

    private static void Feed(World world, Site site, Table table, Sink feeds)
    {
        var stop = table switch
        {
            Table.Medications => site.MedicationsStop,
            Table.Procedures => site.ProceduresStop,
            _ => null,
        };
        var name = CanonicalTable.Of(table).Name;
        if (table == Table.Medications && stop is null)
        {
            // The pharmacy system was replaced once: two intervals that touch are one.
            var change = world.AsOf.AddMonths(-20);
            Row(world.CoveredFrom, change);
            Row(change.AddDays(1), world.CoveredTo);
            return;
        }
        Row(world.CoveredFrom, stop ?? world.CoveredTo);

        void Row(DateOnly from, DateOnly to) => feeds.Text(name).Text(site.Id).Skip().Day(from).Day(to).Whole(14).EndRow();
    }
}
