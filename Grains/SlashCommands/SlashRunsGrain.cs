using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Parley.Errors;
using Parley.Grains.Outbound;
using Parley.Grains.Scheduling;
using Parley.Grains.Storage;
using Parley.Hooks;
using Parley.Sessions;
using Parley.SlashCommands;

namespace Parley.Grains.SlashCommands;

/// <summary>Reentrant: a program may answer to the address before it has answered the call. Writes come one after the other, each of the state as it is then.</summary>
[GrainType("slash-runs"), Reentrant]
internal sealed class SlashRunsGrain(
    [PersistentState("slash-runs", GrainsRegistration.StateStore)] IPersistentState<SlashRunsKept> state, OutboundClient outbound, Sealing sealing,
    IOptions<SlashCommandOptions> options, TimeProvider clock) : Grain, ISlashRunsGrain, IRemindable
{
    private const int SecretBytes = 32;

    /// <summary>Bytes of an answer that are looked at.</summary>
    private const int Keep64K = 64 * 1024;

    private Task _written = Task.CompletedTask;
    private Alarm? _alarm;

    private ImmutableArray<SlashRunKept> Runs => state.State.Runs;

    private string User => this.GetPrimaryKeyString();

    private Alarm Alarm => _alarm ??= new Alarm(this, clock, Forget);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        SetAlarm();
        return Task.CompletedTask;
    }

    public async Task<Outcome<SlashAnswer>> Run(RunSlashCommand command)
    {
        var (run, now, target) = (Guid.CreateVersion7().ToString("N"), clock.GetUtcNow(), command.Target);
        var answers = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var until = now + options.Value.AnswerFor;

        // On disk before the program hears of it: it may answer to whichever silo is there then.
        await Alarm.PromiseAsync(until);
        var kept = new SlashRunKept(run, target.Command, command.Room, SessionToken.Hash(answers), until, Uses: 0, Later: []);
        await Write(runs => [.. runs.Where(one => one.Until > now).TakeLast(options.Value.MaxRunsPerUser - 1), kept]);

        var secret = sealing.Open(target.Command.Id, target.Secret);
        var body = SlashPost.Body(command, run, User, $"{command.AnswerPlace}{HookAddressForm.Format($"{User}.{run}", answers)}/response", secret);
        var call = new OutboundCall(new Uri(target.Command.Url), SlashPost.Headers(run, now, body, secret), body, SlashPost.ContentType) { Keep = Keep64K, Timeout = options.Value.Timeout };
        try
        {
            var answer = await outbound.SendAsync(call);
            return answer.Status is >= 200 and < 300 ? new SlashAnswer(run, answer.ContentType, answer.Body.ToArray()) : Unanswered($"It answered {answer.Status}.");
        }
        catch (TimeoutException)
        {
            return Unanswered("It took too long.");
        }
        catch (Exception e) when (e is OutboundRefusedException or HttpRequestException or IOException)
        {
            return Unanswered("It could not be reached.");
        }
    }

    public async Task<SlashRun?> Spend(string run, string secret)
    {
        SlashRun? spent = null;
        await Write(runs =>
        {
            var kept = runs.FirstOrDefault(one => one.Id == run);
            if (kept is null || !SessionToken.Matches(kept.SecretHash, SessionToken.Hash(secret)) || kept.Until <= clock.GetUtcNow() || kept.Uses >= options.Value.MaxAnswers)
            {
                return runs;
            }

            spent = new SlashRun(run, kept.Command, kept.Room, kept.Uses + 1);
            return runs.Replace(kept, kept with { Uses = kept.Uses + 1 });
        });
        return spent;
    }

    public Task Keep(string run, string text) => Write(runs => runs.FirstOrDefault(one => one.Id == run) is { } kept
        ? runs.Replace(kept, kept with { Later = kept.Later.Add(new SlashLater(run, kept.Room, kept.Command.Name, text, clock.GetUtcNow())) })
        : runs);

    public Task<ImmutableArray<SlashLater>> Answers() =>
        Task.FromResult<ImmutableArray<SlashLater>>([.. Runs.Where(run => run.Until > clock.GetUtcNow()).SelectMany(run => run.Later).OrderBy(later => later.At)]);

    public Task ReceiveReminder(string reminderName, TickStatus status) => Forget();

    private static Error Unanswered(string why) => ErrorCatalog.Error(ErrorCatalog.CommandUnanswered, $"The program of this command gives no answer. {why} Try again later.");

    /// <summary>Nothing is kept longer than it can be asked for.</summary>
    private async Task Forget()
    {
        var now = clock.GetUtcNow();
        await Write(runs => runs.All(run => run.Until > now) ? runs : [.. runs.Where(run => run.Until > now)]);
        if (Runs.IsEmpty)
        {
            await Alarm.ForgetAsync();
        }
        else
        {
            SetAlarm();
        }
    }

    private void SetAlarm() => Alarm.Set(Runs.IsEmpty ? null : Runs.Min(run => run.Until));

    private Task Write(Func<ImmutableArray<SlashRunKept>, ImmutableArray<SlashRunKept>> change) => _written = WriteAfter(_written, change);

    private async Task WriteAfter(Task earlier, Func<ImmutableArray<SlashRunKept>, ImmutableArray<SlashRunKept>> change)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // its caller is told if it failed
        var runs = change(Runs);
        if (runs != Runs)
        {
            await state.Replace(new SlashRunsKept { Runs = runs }, this);
        }
    }
}
