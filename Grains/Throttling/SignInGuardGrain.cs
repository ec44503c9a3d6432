using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Throttling;

namespace Parley.Grains.Throttling;

[GrainType("sign-in-guard"), CollectionAgeLimit(Minutes = 5)]
public sealed partial class SignInGuardGrain(
    [PersistentState("sign-in-guard", GrainsRegistration.StateStore)] IPersistentState<SignInGuardState> state,
    IOptions<SignInGuardOptions> options, BlockedKeys blocked, TimeProvider clock, ILogger<SignInGuardGrain> logger) : Grain, ISignInGuardGrain
{
    private SignInGuard _guard = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _guard = new SignInGuard(options.Value, [.. state.State.Known]);
        return Task.CompletedTask;
    }

    public Task<TimeSpan> Admit(SignInPlace place)
    {
        var wait = _guard.Admit(place, clock.GetUtcNow());
        if (wait > TimeSpan.Zero)
        {
            DelayDeactivation(options.Value.Forget); // what it has counted is in memory alone
            blocked.Note(ILimitsGrain.AccountScope, this.GetPrimaryKeyString(), _guard.BlockedUntil(clock.GetUtcNow()) ?? clock.GetUtcNow());
        }

        return Task.FromResult(wait);
    }

    public Task Reset()
    {
        _guard.Reset();
        blocked.Forget(ILimitsGrain.AccountScope, this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task Succeeded(SignInPlace place)
    {
        if (!_guard.Succeeded(place))
        {
            return;
        }

        try
        {
            state.State.Known = [.. _guard.Known];
            await state.WriteStateAsync();
        }
        catch (Exception e)
        {
            // The sign-in is good all the same; at worst the place is a stranger's again.
            LogNotKept(e);
            DeactivateOnIdle();
        }
    }

    [LoggerMessage(3200, LogLevel.Warning, "That a place has signed in could not be noted")]
    private partial void LogNotKept(Exception exception);
}
