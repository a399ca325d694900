using Microsoft.Data.Sqlite;
using Npgsql;
using Opportune.App;
using Opportune.App.Commands;
using Opportune.Core;
using Opportune.Database;
using Opportune.Runs;
using Opportune.Sources;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Integration.Sources;

public sealed class OmopTests
{
    private static readonly DateOnly AsOf = new(2022, 10, 10);

    [Fact]
    public async Task Files_PostgreSql_and_Sqlite_give_the_same_lists_of_the_expected_size()
    {
        using var site = new OmopSite();
        var files = await Take(site, "files", new(ShippedJobs.All, "omop", site.Folder, null));
        CountsAgree(site, files);
        KnownRowsAreThere(files);

        // Its procedures are SNOMED's: what a DXA is called there, a site adds to the set, or nobody could say that there was none.
        Directory.CreateDirectory(site["sets"]);
        await File.WriteAllTextAsync(site["sets/dxa-central.csv"], "system,code,meaning\nSNOMED,312681000,\n", TestContext.Current.CancellationToken);
        var (worklist, statuses) = await RunOver(site, files, "out-files");
        // Dealt by the rule of OmopSite: ten weekly reports each, of which those that name a calcified vessel or a broken vertebra list somebody
        // over the age of the measure, unless a row added there says otherwise.
        Assert.Equal(
            [
                "dexa-review closed: 10 17 20", "dexa-review excluded: 7 11", "dexa-review open: 8 16 22",
                "osteoporosis-treatment-review closed: 17", "osteoporosis-treatment-review open: 10 16 20 22",
                "statin-review closed: 1 5 10 10 13 20 22 26", "statin-review excluded: 7 9 11 12 23", "statin-review open: 1 4 5 8 14 16 17 18 19 21 22 24 25", "statin-review withheld: 28",
            ],
            statuses);
        // The second opinion reads the periods of observation for itself.
        var verified = await Cli.Run("verify", "--run", site["out-files"], "--input", files, "--value-sets", site["sets"], "--jobs", ShippedJobs.All);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);

        using (var connection = new SqliteConnection($"Data Source={site["cdm.db"]};Pooling=False"))
        {
            connection.Open();
            site.LoadInto(connection);
        }
        var sqlite = await Take(site, "sqlite", new(ShippedJobs.All, "omop", null, $"sqlite:{site["cdm.db"]}"));
        Assert.Equal(worklist, (await RunOver(site, sqlite, "out-sqlite")).Outputs);

        await using var fresh = await BothEngines.Empty(DatabaseEngine.PostgreSql);
        var url = DatabaseUrl.Parse(fresh.Url);
        await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port, Username = url.User, Database = url.Name, Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await site.LoadInto(connection);
        }
        var postgres = await Take(site, "postgresql", new(ShippedJobs.All, "omop", null, fresh.Url));
        Assert.Equal(worklist, (await RunOver(site, postgres, "out-postgresql")).Outputs);

        // Of the databases what the mapping passes over by a column of its own is not asked for.
        var read = new[] { files, sqlite, postgres }.Select(f => InputFolder.Open(f)).Select(i => (i.Taken!.Books.Single(b => b.Table == "condition_occurrence").Read, i)).ToList();
        read.ForEach(r => r.i.Dispose());
        Assert.Equal([read[0].Read, read[0].Read - 1, read[0].Read - 1], read.Select(r => r.Read));

        // The same server once more, by a provider that lies in a folder of the site's and is named in the mapping.
        Assert.Equal(Counted(postgres), Counted(await Take(site, "provider", new(WithProvider(site, url), "omop", null, null))));
    }

    [Fact]
    public async Task CDM_5_3_gives_the_rows_of_5_4_byte_by_byte()
    {
        using var site = new OmopSite();
        var now = await Take(site, "5.4", new(ShippedJobs.All, "omop", site.Folder, null));
        site.MakeCdm53();
        var before = await Take(site, "5.3", new(ShippedJobs.All, "omop", site.Folder, null));
        Assert.Equal(Parts(now), Parts(before));

        static List<(string Name, string Content)> Parts(string folder) =>
            [.. Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Select(f => (Path.GetRelativePath(folder, f), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))))).Order()];
    }

    private static string WithProvider(OmopSite site, DatabaseUrl url)
    {
        var jobs = ShippedJobs.CopyAllTo(site["jobs"]);
        Directory.CreateDirectory(site["provider"]);
        File.Copy(typeof(NpgsqlFactory).Assembly.Location, site["provider/Npgsql.dll"]);
        Environment.SetEnvironmentVariable("OPPORTUNE_TEST_SOURCE", new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.Port, Username = url.User, Database = url.Name, Pooling = false }.ConnectionString);
        File.AppendAllText(
            Path.Combine(jobs, "sources/omop.yaml"),
            $"database:\n  schema: public\n  connections: 3\n  as-of: unchanging\n  keys-per-range: 64\n  provider: {{folder: '{site["provider"]}', assembly: Npgsql.dll, factory: Npgsql.NpgsqlFactory, connection: OPPORTUNE_TEST_SOURCE}}\n");
        return jobs;
    }

    private static IEnumerable<(string, long)> Counted(string folder)
    {
        using var input = InputFolder.Open(folder);
        return [.. input.Tables.Select(t => (CanonicalTable.Of(t).Name, input.Files(t).Sum(f => f.Rows)))];
    }

    private static Task<string> Take(OmopSite site, string name, SourceTaking taking)
    {
        using var taken = taking.Take(site["taken-" + name], 2, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        Assert.All(taken.Snapshot.Taken.Books, b => Assert.Equal(b.Read, b.Used + b.Skipped.Values.Sum() + b.Rejected.Values.Sum()));
        Assert.All(taken.Snapshot.Taken.Books, b => Assert.Empty(b.Rejected));
        return Task.FromResult(taken.Snapshot.Folder);
    }

    private static async Task<(string Outputs, IReadOnlyList<string> Statuses)> RunOver(OmopSite site, string input, string name)
    {
        var output = site[name];
        var request = LoadedJobs.Load(ShippedJobs.All, site["sets"]).Request("nightly", AsOf, input, 2);
        var report = await Run.Execute(request, new() { OutFolder = output }, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        Assert.Equal("omop", report.Taken?.Source);
        var gaps = Gaps.Of(Path.Combine(output, "gaps.parquet"));
        return (string.Join('\n', report.Outputs.Where(o => o.Name != "rejects.parquet").Select(o => $"{o.Name} {o.Rows} {o.Sha256}").Order(StringComparer.Ordinal)),
            [.. gaps.Where(g => g.Measure is "dexa-review" or "statin-review" or "osteoporosis-treatment-review").GroupBy(g => (g.Measure, g.Status))
                .OrderBy(g => g.Key).Select(g => $"{g.Key.Measure} {g.Key.Status}: {string.Join(' ', g.Select(x => int.Parse(x.Patient)).Order())}")]);
    }

    // Counted over the CSV files with dictionaries and nothing of the program's.
    private static void CountsAgree(OmopSite site, string folder)
    {
        var concepts = site.Rows("concept").GroupBy(c => c["concept_id"]).ToDictionary(g => g.Key, g => g.First());
        var relations = site.Rows("concept_relationship").Where(r => r["invalid_reason"].Length == 0).ToLookup(r => r["concept_id_1"]);
        var ancestors = site.Rows("concept_ancestor").ToLookup(a => a["descendant_concept_id"], a => a["ancestor_concept_id"]);
        string[] diagnoses = ["SNOMED", "ICD10CM", "ICD9CM"], billed = ["CPT4", "HCPCS", "ICD10PCS"];
        var (conditions, drugs, procedures, measurements, observations) = (site.Rows("condition_occurrence"), site.Rows("drug_exposure"), site.Rows("procedure_occurrence"), site.Rows("measurement"), site.Rows("observation"));
        var expected = new Dictionary<Table, int>
        {
            [Table.Patients] = site.Rows("person").Count,
            [Table.ImagingFindings] = OmopSite.Notes + site.Rows("note_nlp").Count + site.Rows("image_feature").Count,
            [Table.Conditions] = conditions.Where(c => c["condition_status_concept_id"] is not ("32892" or "32899")).Sum(c => Codes([c["condition_concept_id"], c["condition_source_concept_id"]], c["condition_source_value"]))
                + observations.Sum(o => Only(["SNOMED"], o["observation_concept_id"]).Union(Only(diagnoses, o["observation_source_concept_id"])).Count()),
            [Table.Medications] = drugs.Sum(d => Codes([.. Ingredients(d["drug_concept_id"]), d["drug_concept_id"], d["drug_source_concept_id"]], d["drug_source_value"])),
            [Table.Procedures] = procedures.Sum(p => Codes([p["procedure_concept_id"], p["procedure_source_concept_id"]], p["procedure_source_value"]))
                + measurements.Sum(m => Only(billed, m["measurement_concept_id"]).Union(Only(billed, m["measurement_source_concept_id"])).Count())
                + observations.Sum(o => Only(billed, o["observation_concept_id"]).Union(Only(billed, o["observation_source_concept_id"])).Count()) + drugs.Sum(d => Only(billed, d["drug_source_concept_id"]).Count()),
            [Table.Results] = measurements.Sum(m => Codes([m["measurement_concept_id"], m["measurement_source_concept_id"]], m["measurement_source_value"]))
                + observations.Sum(o => Codes([o["observation_concept_id"], o["observation_source_concept_id"]], o["observation_source_value"])),
            [Table.Encounters] = site.Rows("visit_occurrence").Count,
            [Table.Providers] = site.Rows("provider").Count,
            [Table.ObservationPeriods] = site.Rows("observation_period").Count,
        };
        using var input = InputFolder.Open(folder);
        Assert.Equal(expected, expected.Keys.ToDictionary(t => t, t => (int)input.Files(t).Sum(f => f.Rows)));

        int Codes(IReadOnlyList<string> ids, string text) => ids.Where(concepts.ContainsKey).Distinct().Count() is > 0 and var count ? count : text.Length > 0 ? 1 : 0;
        IEnumerable<string> Only(string[] vocabularies, string id) => concepts.TryGetValue(id, out var concept) && vocabularies.Contains(concept["vocabulary_id"]) ? [id] : [];
        IEnumerable<string> Ingredients(string id)
        {
            HashSet<string> reached = [id], last = [id];
            for (var step = 0; step < 4; step++)
            {
                last = [.. last.SelectMany(l => relations[l]).Where(r => r["relationship_id"] is "RxNorm has ing" or "Consists of" or "RxNorm is a" or "Tradename of" or "Quantified form of"
                    or "Box of" or "Marketed form of" or "Contains" or "Form of" or "Maps to").Select(r => r["concept_id_2"]).Where(r => !reached.Contains(r))];
                reached.UnionWith(last);
            }
            return reached.Concat(ancestors[id]).Where(r => concepts.TryGetValue(r, out var concept) && concept["concept_class_id"] == "Ingredient").Distinct();
        }
    }

    private static void KnownRowsAreThere(string folder)
    {
        using var input = InputFolder.Open(folder);
        Assert.Contains("2022-09-20", CanonicalFiles.Read(input.Files(Table.Patients), "death_date"));
        var findings = Rows(Table.ImagingFindings, "finding_id", "patient_id", "exam_date", "modality", "code_system", "code", "presence", "value", "unit");
        Assert.Contains("image-5 22 2022-07-07 CT LOINC 17861-6 null 9.4 mg/dL", findings);
        Assert.Contains("nlp-7 2 2022-01-08 CT ICD10CM M80.08XA absent null null", findings);
        // The title names no modality, and that is said: other.
        Assert.Contains("1 1 2022-01-01 OT null null null null null", findings);
        Assert.Contains("2 2 2022-01-08 CT null null null null null", findings);
        Assert.Equal(["930001 13 RXNORM 617310 dispense", "930001 13 RXNORM 83367 dispense"], Rows(Table.Medications, "row_id", "patient_id", "code_system", "code", "kind").Where(m => m.StartsWith("930001", StringComparison.Ordinal)).Order());
        Assert.Contains("measurement-930001 10 CPT 77080 2022-09-20", Rows(Table.Procedures, "row_id", "patient_id", "code_system", "code", "performed_date"));
        // Care sites at one location are one site; one without a location is its own; of one that is not there only its number is known.
        Assert.Equal(["4 2022-09-20 north", "4 2022-09-21 north", "4 2022-09-22 South", "4 2022-09-23 44"],
            Rows(Table.Encounters, "patient_id", "encounter_date", "site").Where(e => e.StartsWith("4 2022-09-2", StringComparison.Ordinal)).Order());
        Assert.Equal(["28 1988-09-02 2022-06-24 1", "28 2022-08-01 2022-09-30 0"], Rows(Table.ObservationPeriods, "patient_id", "observed_from", "observed_to", "open_ended").Where(p => p.StartsWith("28 ", StringComparison.Ordinal)));
        Assert.Contains("observation-900001 12 ICD10CM Z51.5 2022-09-20", Rows(Table.Conditions, "row_id", "patient_id", "code_system", "code", "start_date"));

        IEnumerable<string> Rows(Table table, params string[] columns)
        {
            var values = columns.Select(c => CanonicalFiles.Read(input.Files(table), c)).ToList();
            return Enumerable.Range(0, values[0].Count).Select(row => string.Join(' ', values.Select(v => v[row])));
        }
    }

    private sealed record Gaps(string Measure, string Patient, string Status)
    {
        public static IEnumerable<Gaps> Of(string path)
        {
            using var file = Opportune.Columnar.TableFiles.Open(path);
            for (var group = 0; group < file.RowGroups.Count; group++)
            {
                var columns = new[] { "measure", "patient_id", "status" }.Select(c => file.OpenColumn(group, file.Schema.IndexOf(c))).ToList();
                for (var row = 0; row < file.RowGroups[group]; row++)
                {
                    var cells = columns.ConvertAll(c => System.Text.Encoding.UTF8.GetString(Cell(c, row)));
                    yield return new(cells[0], cells[1], cells[2]);
                }
                columns.ForEach(c => c.Dispose());
            }
        }

        private static byte[] Cell(Opportune.Columnar.ColumnReader column, int row)
        {
            var i = column.MoveTo(row);
            return column.Page.Text(i).ToArray();
        }
    }
}
