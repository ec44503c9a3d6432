using System.CommandLine;
using System.Text.Json;
using Parley.Grains.Storage;
using Parley.Silo.Embedded;
using Parley.Silo.Startup;

namespace Parley.Silo.Admin;

/// <summary><c>admin migrate</c>: parses, has it done, prints.</summary>
internal sealed class MigrateCommand(Option<string?> dataPath, Option<bool> json, TextWriter output, TextWriter errors)
{
    private readonly Option<bool> _status = new("--status") { Description = "Only say how far each database is." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only print the SQL that would run." };

    public Command Build()
    {
        var command = new Command("migrate", "Bring the databases up to date. Servers do it as well when they start; this is for doing it before, or looking first.")
        {
            _status, _dryRun,
        };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(_status) && parsed.GetValue(_dryRun))
            {
                parsed.AddError("Either --status or --dry-run.");
            }
        });
        command.SetAction(async (parsed, _) => await RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        try
        {
            var commands = new SchemaCommands(AdminSettings.Read(parsed.GetValue(dataPath)));
            var asJson = parsed.GetValue(json);
            var text = parsed.GetValue(_status) ? Status(await commands.StatusAsync(), asJson)
                : parsed.GetValue(_dryRun) ? DryRun(await commands.StatusAsync(), asJson)
                : Migrated(await commands.MigrateAsync(), asJson);
            foreach (var line in text)
            {
                await output.WriteLineAsync(line);
            }

            return ExitCodes.Ok;
        }
        catch (DataFolderInUseException e)
        {
            await errors.WriteLineAsync(
                $"A Parley process is using the data folder {e.Folder}. A server brings its databases up to date when it starts: there is nothing to migrate. " +
                "To look at them here, stop it first.");
            return ExitCodes.Refused;
        }
        catch (Exception e) when (StartupFaults.Explain(e) is { } sentence)
        {
            await errors.WriteLineAsync(sentence);
            return ExitCodes.Configuration;
        }
    }

    private static IEnumerable<string> Status(IReadOnlyList<SchemaStatus> all, bool asJson) => asJson
        ? [Json(all.Select(one => new { one.Module, one.Place, one.Current, one.Needs, one.Known, one.IsNewer, Pending = one.Pending.Select(script => script.ToString()) }))]
        : all.Select(one => $"{one.Module,-8}  {one.Place}  schema {one.Current} of {one.Known}, " + one switch
        {
            { IsNewer: true } => "newer than this program: run the newer one",
            { IsAhead: true } => "ahead of this program, which may work beside the newer one",
            { Pending.Count: 0 } => "up to date",
            _ => $"pending: {string.Join(", ", one.Pending)}",
        });

    /// <exception cref="StartupException">A database is newer than this program: nothing would run.</exception>
    private static IEnumerable<string> DryRun(IReadOnlyList<SchemaStatus> all, bool asJson)
    {
        if (all.FirstOrDefault(one => one.IsNewer) is { } newer)
        {
            throw new StartupException(newer.Refusal);
        }

        if (asJson)
        {
            return [Json(all.SelectMany(one => one.Pending.Select(script => new { one.Module, one.Place, script.Version, script.Name, script.Sql })))];
        }

        return all.All(one => one.Pending.Count == 0)
            ? ["-- Nothing would run: all databases are up to date."]
            : all.SelectMany(one => one.Pending.SelectMany(script => new[] { $"-- {one.Module}, {one.Place}: {script}", script.Sql }));
    }

    private static IEnumerable<string> Migrated(IReadOnlyList<MigratedDatabase> all, bool asJson) => asJson
        ? [Json(all)]
        : all.Select(one => $"{one.Module,-8}  {one.Place}  {(one.Ran.Count == 0 ? "was up to date" : $"ran {string.Join(", ", one.Ran)}")}");

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
