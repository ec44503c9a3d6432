using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Dashboard;
using Parley.Grains.Outbound;
using Parley.Grains.Scheduling;
using Parley.Grains.Storage;
using Parley.Rooms;
using Parley.Webhooks;

namespace Parley.Grains.Webhooks;

/// <summary>
/// Reentrant: a receiver may take seconds, and nobody who asks waits for it. After every wait the state is read anew; a write that came in between (another cursor, another
/// address, the end) wins over the outcome of the attempt. The cursor moves after the answer, so that a silo that dies in between delivers again.
/// </summary>
[GrainType("webhook"), Reentrant]
internal sealed partial class WebhookGrain(
    [PersistentState("webhook", GrainsRegistration.StateStore)] IPersistentState<WebhookKept> state, OutboundClient outbound, WebhookNotices notices, Sealing sealing,
    IOptions<WebhookOptions> options, IOptions<OutboundOptions> calls, SiloMetrics metrics, TimeProvider clock, ILogger<WebhookGrain> logger) : Grain, IWebhookGrain, IRemindable
{
    private const int PageSize = 50;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private Task _written = Task.CompletedTask;
    private Alarm? _alarm;
    private bool _isAtWork;
    private bool _mustLook;

    /// <summary>Goes up with every change that somebody asks for: what was read before is not what counts.</summary>
    private int _changes;

    private WebhookKept Kept => state.State;

    private WebhookOptions Options => options.Value;

    private string Id => this.GetPrimaryKeyString();

    private Alarm Alarm => _alarm ??= new Alarm(this, clock, Work);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        WakeAtNext();
        return Task.CompletedTask;
    }

    public async Task<Outcome<WebhookMade>> Create(CreateWebhook command)
    {
        if (Kept.Room is not null)
        {
            return new WebhookMade(Kept.View(Id), sealing.Open(Id, Kept.Secret));
        }

        if (UrlFault(command.Url) is { } fault)
        {
            return fault;
        }

        var room = await GrainFactory.Room(command.Room).Describe(command.Owner);
        if (room.IsError)
        {
            return room.Error;
        }

        var secret = WebhookSecret.New();
        await Alarm.PromiseAsync(clock.GetUtcNow());
        await Change(kept => kept with
        {
            Room = command.Room, Owner = command.Owner.Id, Url = command.Url, Kinds = command.Kinds, Secret = sealing.Seal(Id, secret), Cursor = room.Value.LastSeq,
        });
        return new WebhookMade(Kept.View(Id), secret);
    }

    public Task<WebhookView?> Describe() => Task.FromResult(Kept.Room is null ? null : Kept.View(Id));

    public async Task<Outcome<WebhookView>> Change(ChangeWebhook command)
    {
        if (Kept.Room is null)
        {
            return Missing;
        }

        if (command.Url is { } url && UrlFault(url) is { } fault)
        {
            return fault;
        }

        if (command.IsOn == true)
        {
            await Alarm.PromiseAsync(clock.GetUtcNow());
        }

        await Change(kept => Rested(kept, command.IsOn) with { Url = command.Url ?? kept.Url, Kinds = command.Kinds ?? kept.Kinds });
        return Kept.View(Id);
    }

    public async Task<Outcome<WebhookMade>> Rotate()
    {
        if (Kept.Room is null)
        {
            return Missing;
        }

        var secret = WebhookSecret.New();
        await Change(kept => kept with { Secret = sealing.Seal(Id, secret), PreviousSecret = kept.Secret, PreviousUntil = clock.GetUtcNow() + Options.RotationOverlap });
        return new WebhookMade(Kept.View(Id), secret);
    }

    public async Task<Outcome<WebhookView>> Replay(long from)
    {
        if (Kept.Room is null)
        {
            return Missing;
        }

        await Change(kept => Rested(kept, isOn: null) with { Cursor = Math.Max(from - 1, 0) });
        return Kept.View(Id);
    }

    public Task<ImmutableArray<WebhookAttempt>> Attempts() => Task.FromResult(Kept.Attempts);

    public async Task Delete()
    {
        await Alarm.ForgetAsync();
        await Change(_ => new WebhookKept());
    }

    public Task Wake() => Work();

    public Task ReceiveReminder(string reminderName, TickStatus status) => Kept is { Room: not null, State: WebhookState.Active } ? Work() : Alarm.ForgetAsync();

    private static Error Missing => ErrorCatalog.Error(ErrorCatalog.WebhookNotFound);

    private Error? UrlFault(string text) => UrlField.Fault(text, calls.Value);

    /// <summary>Whoever changes it wants it tried now.</summary>
    private static WebhookKept Rested(WebhookKept kept, bool? isOn) => kept with
    {
        Failures = 0, FailingSince = null, NextAttemptAt = null, State = isOn switch { true => WebhookState.Active, false => WebhookState.Off, _ => kept.State },
    };

    /// <summary>Delivers what there is, one after the other. One at a time.</summary>
    private async Task Work()
    {
        _mustLook = true;
        if (_isAtWork)
        {
            return;
        }

        _isAtWork = true;
        try
        {
            while (_mustLook)
            {
                _mustLook = false;
                while (Kept is { Room: not null, State: WebhookState.Active } && !(Kept.NextAttemptAt > clock.GetUtcNow()) && await DeliverPage())
                {
                }
            }

            WakeAtNext();
        }
        catch (Exception e)
        {
            LogFailed(e, Id);
            Alarm.Set(clock.GetUtcNow() + LookAgain);
        }
        finally
        {
            _isAtWork = false;
        }
    }

    /// <returns>True: there may be more.</returns>
    private async Task<bool> DeliverPage()
    {
        var (changes, room) = (_changes, Kept.Room!);
        var owner = await GrainFactory.User(Kept.Owner).Find();
        var page = owner is null or { IsDeactivated: true }
            ? ErrorCatalog.Error(ErrorCatalog.NotAMember)
            : await GrainFactory.Room(room).Read(new ReadEvents(Kept.Owner, PageSize) { After = Kept.Cursor, ReaderRole = owner.Role });
        if (page.Error is { } refusal)
        {
            if (refusal.RetryAfterMs is not null || refusal.OutcomeUnknown)
            {
                throw new InvalidOperationException($"The room does not answer: {refusal.Code}.");
            }

            await Write(kept => changes == _changes ? kept with { State = WebhookState.OwnerGone } : kept);
            return false;
        }

        foreach (var e in page.Value!.Events)
        {
            if (e is EventHidden || !(Kept.Kinds.IsEmpty || Kept.Kinds.Contains(e.Kind)))
            {
                continue;
            }

            if (!await Deliver(room, e, changes))
            {
                return changes != _changes;
            }
        }

        // What was passed over is not written one by one: it is passed over again.
        var last = page.Value.Events.IsEmpty ? page.Value.LastSeq : page.Value.Events[^1].Seq;
        if (Kept.Cursor < last)
        {
            await Write(kept => changes == _changes ? kept with { Cursor = last } : kept);
        }

        return changes != _changes || last < page.Value.LastSeq;
    }

    /// <returns>True: the next one may follow.</returns>
    private async Task<bool> Deliver(string room, RoomEvent e, int changes)
    {
        var attempt = await Attempt(room, e);
        var now = clock.GetUtcNow();
        if (changes == _changes && attempt.Fault is { } fault && After(Kept, attempt, now).State == WebhookState.Failed)
        {
            await notices.SwitchedOffAsync(Id, Kept, e.Seq, fault); // before it is: who dies in between comes here again
        }

        await Write(kept =>
        {
            if (kept.Room is null)
            {
                return kept;
            }

            kept = kept with { Attempts = [attempt, .. kept.Attempts.Take(Options.LogLength - 1)] };
            return changes != _changes ? kept : After(kept, attempt, now);
        });
        return changes == _changes && attempt.Fault is null;
    }

    private WebhookKept After(WebhookKept kept, WebhookAttempt attempt, DateTimeOffset now)
    {
        if (attempt.Fault is null)
        {
            return kept with { Cursor = attempt.Seq, Failures = 0, FailingSince = null, NextAttemptAt = null };
        }

        var since = kept.FailingSince ?? now;
        var wait = attempt.Status == 410 ? null : WebhookBackoff.Wait(kept.Failures + 1, since, now, Options, Random.Shared.NextDouble());
        return kept with
        {
            Failures = kept.Failures + 1, FailingSince = since, NextAttemptAt = now + wait, State = wait is null ? WebhookState.Failed : kept.State,
        };
    }

    private async Task<WebhookAttempt> Attempt(string room, RoomEvent e)
    {
        var (id, at, started) = (string.Create(CultureInfo.InvariantCulture, $"{Id}-{e.Seq}"), clock.GetUtcNow(), clock.GetTimestamp());
        var body = WebhookBody.Of(room, e);
        string[] secrets = Kept.PreviousSecret is { } previous && Kept.PreviousUntil > at ? [sealing.Open(Id, Kept.Secret), sealing.Open(Id, previous)] : [sealing.Open(Id, Kept.Secret)];
        var headers = new Dictionary<string, string>
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = WebhookSecret.Sign(id, at, body, secrets),
        };
        var (status, fault) = await Post(new OutboundCall(new Uri(Kept.Url), headers, body) { Keep = 0, Timeout = Options.Timeout });
        metrics.WebhookPosted(clock.GetElapsedTime(started), fault is null);
        return new WebhookAttempt(id, e.Seq, e.Kind, at, (int)clock.GetElapsedTime(started).TotalMilliseconds, status, fault);
    }

    private async Task<(int? Status, string? Fault)> Post(OutboundCall call)
    {
        try
        {
            var answer = await outbound.SendAsync(call);
            return (answer.Status, answer.Status is >= 200 and < 300 ? null : $"answered {answer.Status}");
        }
        catch (OutboundRefusedException e)
        {
            return (null, e.Reason);
        }
        catch (TimeoutException)
        {
            return (null, "no answer in time");
        }
        catch (HttpRequestException e)
        {
            return (null, e.HttpRequestError.ToString());
        }
        catch (IOException)
        {
            return (null, "the answer broke off");
        }
    }

    private async Task Change(Func<WebhookKept, WebhookKept> change)
    {
        _changes++;
        await Write(change);
        Alarm.Set(Kept is { Room: not null, State: WebhookState.Active } ? clock.GetUtcNow() : null);
    }

    /// <summary>One write at a time: others are made in between attempts.</summary>
    private Task Write(Func<WebhookKept, WebhookKept> change) => _written = WriteAfter(_written, change);

    private async Task WriteAfter(Task earlier, Func<WebhookKept, WebhookKept> change)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // its caller is told if it failed
        await state.Replace(change(Kept), this);
    }

    private void WakeAtNext() => Alarm.Set(Kept is { Room: not null, State: WebhookState.Active } ? Kept.NextAttemptAt ?? (_isAtWork ? null : clock.GetUtcNow()) : null);

    [LoggerMessage(2600, LogLevel.Warning, "Webhook {Id} could not look at its room; it looks again.")]
    private partial void LogFailed(Exception exception, string id);
}
