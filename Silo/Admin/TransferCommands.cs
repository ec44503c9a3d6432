using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Parley.FileStores;
using Parley.Grains.Ids;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Grains.Transfer;
using Parley.Grains.Transfer.Foreign;
using Parley.Silo.Settings;
using Parley.Silo.Startup;

namespace Parley.Silo.Admin;

/// <summary><c>admin export</c> and <c>import</c>: users and rooms as lines of JSON, from one installation into another.</summary>
internal sealed class TransferCommands(Option<string?> dataPath, Option<bool> json, TextWriter output, TextWriter errors, TimeProvider clock)
{
    /// <summary>All commands.</summary>
    public IEnumerable<Command> Build() => [Export(), Import(), Convert()];

    private Command Export()
    {
        var file = new Argument<string>("FILE") { Description = "File to write; files of messages go into FILE.files." };
        var room = new Option<string?>("--room") { Description = "Name or id of the one room to export, with its users. Default: everything." };
        var noFiles = new Option<bool>("--no-files") { Description = "Leave the files of messages out." };
        var command = new Command("export", "Write users, rooms and all that happened in them as lines of JSON, while a server runs or not.") { file, room, noFiles };
        command.SetAction((parsed, cancellation) => DoAsync(parsed, async bar =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (File.Exists(path))
            {
                throw new TransferException($"{path} is there already. Name another file.");
            }

            var settings = AdminSettings.Read(parsed.GetValue(dataPath));
            using var messages = settings.Open("messages");
            using var grains = settings.Open("grains");
            var store = parsed.GetValue(noFiles) ? null : Store(settings.DataPath);
            var done = await new ExportWriter(messages, grains, store, clock).WriteAsync(path, parsed.GetValue(room), bar, cancellation);
            return (done, $"Wrote {path}: {Text(done)}.");
        }));
        return command;
    }

    private Command Import()
    {
        var file = new Argument<string>("FILE") { Description = "An export." };
        var sameUsers = new Option<bool>("--same-users") { Description = "Users whose names are taken here are the people who have them." };
        var noFiles = new Option<bool>("--no-files") { Description = "Leave the files of messages out." };
        var command = new Command("import", "Bring an export in. May be run again after it was broken off. No server may have the data folder; of a cluster, silos run and frontends do not.") { file, sameUsers, noFiles };
        command.SetAction((parsed, cancellation) => DoAsync(parsed, async bar =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (!File.Exists(path))
            {
                throw new TransferException($"There is no file {path}.");
            }

            var settings = AdminSettings.Read(parsed.GetValue(dataPath));
            await using var session = await AdminSession.OpenAsync(parsed.GetValue(dataPath), cancellation);
            var services = session.Services ?? throw new TransferException("A server has the data folder. Stop it first: what is brought in must not be mixed with what people write meanwhile.");
            var (grains, store, same) = (services.GetRequiredService<IGrainFactory>(), parsed.GetValue(noFiles) ? null : Store(settings.DataPath), parsed.GetValue(sameUsers));
            Transferred done;
            if (settings.Connections is { } connections)
            {
                using var databases = Databases.Connect(connections, clock);
                done = await Importer.OnServersAsync(grains, databases, store, clock, path, same, bar, cancellation);
            }
            else
            {
                done = await new Importer(grains, services.GetRequiredService<IRoomLog>(), services.GetRequiredService<IdMint>(), services.GetRequiredService<Databases>(), store, clock)
                    .ReadAsync(path, same, bar, cancellation);
            }

            return (done, $"Brought in {Text(done)}{LeftOut(done)}.{WithoutBytes(done, path)}");
        }));
        return command;
    }

    private Command Convert()
    {
        var slack = Foreign("slack", "The ZIP that Slack makes of a workspace.", ForeignExportWriter.FromSlackAsync);
        var mattermost = Foreign("mattermost", "The JSONL of a bulk export of Mattermost.", ForeignExportWriter.FromMattermostAsync);
        return new Command("convert", "Make an export of what another chat server has exported, to be imported.") { slack, mattermost };
    }

    private Command Foreign(string name, string what, Func<string, string, TimeProvider, CancellationToken, Task<Transferred>> write)
    {
        var source = new Argument<string>("SOURCE") { Description = what };
        var target = new Argument<string>("FILE") { Description = "File to write, for admin import." };
        var command = new Command(name, what) { source, target };
        command.SetAction((parsed, cancellation) => DoAsync(parsed, async _ =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(target));
            if (File.Exists(path))
            {
                throw new TransferException($"{path} is there already. Name another file.");
            }

            var done = await write(parsed.GetRequiredValue(source), path, clock, cancellation);
            return (done, $"Wrote {path}: {Text(done)}. Now: admin import {path}");
        }));
        return command;
    }

    private Task<int> DoAsync(ParseResult parsed, Func<ProgressBar?, Task<(Transferred Result, string Sentence)>> work) =>
        LongWork.RunAsync(parsed.GetValue(json), output, errors, work, static e => e is TransferException or UnknownEventException or IOException or UnauthorizedAccessException);

    private static IFileStore? Store(string? dataPath)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddSettings();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(builder.Configuration);
        return services.AddFileStore(builder.Configuration, dataPath) ? services.BuildServiceProvider().GetRequiredService<IFileStore>() : null;
    }

    private static string LeftOut(Transferred done) =>
        done.Skipped == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {done.Skipped} conversations were left out, whose people have one here already");

    private static string WithoutBytes(Transferred done, string path) => done.MissingFiles == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $" {done.MissingFiles} files that messages name are not in {ExportWriter.FolderOf(path)}: the messages are without them. Put the folder beside the export before you import it.");

    private static string Text(Transferred done) => string.Create(CultureInfo.InvariantCulture, $"{done.Users} users, {done.Rooms} rooms, {done.Events} events, {done.Files} files");
}
