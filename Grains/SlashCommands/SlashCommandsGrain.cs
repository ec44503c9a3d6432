using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Outbound;
using Parley.Grains.Storage;
using Parley.Grains.Webhooks;
using Parley.Rooms;
using Parley.SlashCommands;
using Parley.Users;

namespace Parley.Grains.SlashCommands;

[GrainType("slash-commands")]
internal sealed class SlashCommandsGrain(
    [PersistentState("slash-commands", GrainsRegistration.StateStore)] IPersistentState<SlashCommandsKept> state, Sealing sealing, IOptions<SlashCommandOptions> options,
    IOptions<OutboundOptions> calls, TimeProvider clock) : Grain, ISlashCommandsGrain
{
    private ImmutableSortedDictionary<string, SlashTarget> Commands => state.State.Commands;

    /// <summary>Null: of the whole server.</summary>
    private string? Room => this.GetPrimaryKeyString() is var key && key == GrainFactoryExtensions.ServerKey ? null : key;

    public async Task<Outcome<SlashCommandMade>> Add(NewSlashCommand command)
    {
        if (UrlField.Fault(command.Url, calls.Value) is { } fault)
        {
            return fault;
        }

        if (Commands.ContainsKey(command.Name))
        {
            return ErrorCatalog.Error(ErrorCatalog.CommandNameTaken);
        }

        if (Commands.Count >= (Room is null ? options.Value.MaxOfServer : options.Value.MaxPerRoom))
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyCommands);
        }

        var bot = await NewBot(command);
        if (bot.IsError)
        {
            return bot.Error;
        }

        var (id, secret) = (Guid.CreateVersion7().ToString("N"), WebhookSecret.New());
        var made = new SlashCommand(id, command.Name, command.Url, command.Description, command.Usage, bot.Value, command.Maker.Id, clock.GetUtcNow());
        await Write(Commands.Add(command.Name, new SlashTarget(made, sealing.Seal(id, secret))));
        return new SlashCommandMade(made, secret);
    }

    public Task<ImmutableArray<SlashCommand>> List() => Task.FromResult<ImmutableArray<SlashCommand>>([.. Commands.Values.Select(target => target.Command)]);

    public Task<SlashTarget?> Find(string name) => Task.FromResult(Commands.GetValueOrDefault(name));

    public async Task<Outcome<SlashCommandMade>> Rotate(string name)
    {
        if (!Commands.TryGetValue(name, out var target))
        {
            return Missing;
        }

        var secret = WebhookSecret.New();
        await Write(Commands.SetItem(name, target with { Secret = sealing.Seal(target.Command.Id, secret) }));
        return new SlashCommandMade(target.Command, secret);
    }

    public async Task<Outcome<SlashCommand>> Remove(string name)
    {
        if (!Commands.TryGetValue(name, out var target))
        {
            return Missing;
        }

        // The bot goes first: who gets no answer finds the command still there, and asks again.
        if (Room is { } room)
        {
            var left = await GrainFactory.Room(room).Do(new LeaveRoom { Sender = target.Command.User, SenderRole = ServerRole.Bot, ClientId = Guid.CreateVersion7().ToString("N") });
            if (left.Error is { OutcomeUnknown: true } or { RetryAfterMs: not null })
            {
                return left.Error;
            }
        }

        await Write(Commands.Remove(name));
        return target.Command;
    }

    private static Error Missing => ErrorCatalog.Error(ErrorCatalog.CommandNotFound);

    /// <summary>Who says what is answered in the room; of a command of the server it is in no room until somebody brings it in.</summary>
    private async Task<Outcome<string>> NewBot(NewSlashCommand command)
    {
        var name = "command-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var bot = await GrainFactory.UserName(name).Register(new RegisterUser(name, command.Name, Password: null) { IsBot = true });
        if (bot.IsError || Room is not { } room)
        {
            return bot.IsError ? bot.Error : bot.Value.Id;
        }

        var added = await GrainFactory.Room(room).Do(new AddMember
        {
            Sender = command.Maker.Id, SenderRole = command.Maker.Role, ClientId = Guid.CreateVersion7().ToString("N"), User = bot.Value.Id, Role = RoomRole.Member,
        });
        return added.IsError ? added.Error : bot.Value.Id;
    }

    private Task Write(ImmutableSortedDictionary<string, SlashTarget> commands) => state.Replace(new SlashCommandsKept { Commands = commands }, this);
}
