using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Parley.Audit;
using Parley.Errors;
using Parley.Grains.Sessions;
using Parley.Grains.Storage;
using Parley.SecondFactor;
using Parley.Users;

namespace Parley.Grains.SecondFactor;

/// <summary>
/// Every code is spent by a write of the whole state on condition that nobody has written since: of two activations that are
/// shown the same code, the database lets one have it. Wrong codes are counted there too.
/// </summary>
[GrainType("second-factor"), CollectionAgeLimit(Minutes = 5)]
public sealed class SecondFactorGrain(
    [PersistentState("second-factor", GrainsRegistration.StateStore)] IPersistentState<SecondFactorState> state,
    Sealing sealing, IAudit audit, IOptions<SessionOptions> sessions, TimeProvider clock) : Grain, ISecondFactorGrain
{
    /// <summary>Wrong codes in a row that cost nothing; each after that makes the wait twice as long (RFC 4226, section 7.3).</summary>
    private const int FreeFailures = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private string User => this.GetPrimaryKeyString();

    private bool IsOn => state.State.Secret is not null;

    public Task<SecondFactorStatus> Status() => Task.FromResult(CurrentStatus);

    public async Task<Outcome<SecondFactorSetup>> Begin(BeginSecondFactor command)
    {
        if (IsOn)
        {
            return ErrorCatalog.Error(ErrorCatalog.SecondFactorOn);
        }

        var confirmed = await GrainFactory.User(User).ConfirmPassword(new ConfirmPassword(command.Password));
        if (confirmed.IsError)
        {
            return confirmed.Error;
        }

        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        await Write(state.State with { Pending = Seal(secret) });
        return new SecondFactorSetup(Totp.ToBase32(secret), Totp.Uri(sessions.Value.Issuer, command.Account, secret));
    }

    public async Task<Outcome<RecoveryCodes>> Confirm(ShowCode command)
    {
        if (IsOn)
        {
            return ErrorCatalog.Error(ErrorCatalog.SecondFactorOn);
        }

        if (TooSoon() is { } refusal)
        {
            return refusal;
        }

        if (state.State.Pending is not { } pending || Totp.FindStep(Open(pending), Digits(command.Code), clock.GetUtcNow(), state.State.LastStep) is not { } step)
        {
            return await Fail();
        }

        var codes = NewCodes();
        if (!await TryWrite(state.State with { Secret = pending, Pending = null, LastStep = step, RecoveryHashes = Hashes(codes), Failures = 0 }))
        {
            return ErrorCatalog.Error(ErrorCatalog.CodeWrong);
        }

        Note("second factor on");
        return new RecoveryCodes(codes);
    }

    public async Task<Outcome<SecondFactorStatus>> Spend(ShowCode command) => await Spend(command, spent => spent) is { } refusal ? refusal : CurrentStatus;

    public async Task<Outcome<RecoveryCodes>> Renew(ShowCode command)
    {
        var codes = NewCodes();
        if (await Spend(command, spent => spent with { RecoveryHashes = Hashes(codes) }) is { } refusal)
        {
            return refusal;
        }

        Note("new recovery codes");
        return new RecoveryCodes(codes);
    }

    public async Task<Outcome<SecondFactorStatus>> TurnOff(TurnOffSecondFactor command)
    {
        var confirmed = await GrainFactory.User(User).ConfirmPassword(new ConfirmPassword(command.Password));
        if (confirmed.IsError)
        {
            return confirmed.Error;
        }

        if (await Spend(new ShowCode(command.Code), Off) is { } refusal)
        {
            return refusal;
        }

        Note("second factor off");
        return CurrentStatus;
    }

    public Task Reset() => Write(Off(state.State));

    private void Note(string detail) => audit.Note(new AuditEntry(AuditEvents.UserUpdated) { Actor = User, Target = User, Detail = detail });

    private SecondFactorStatus CurrentStatus => new(IsOn, IsOn ? state.State.RecoveryHashes.Length : 0);

    /// <summary>Spends the code and makes the change in one write. Null: done.</summary>
    private async Task<Error?> Spend(ShowCode command, Func<SecondFactorState, SecondFactorState> change)
    {
        if (TooSoon() is { } refusal)
        {
            return refusal;
        }

        if (SpentBy(command.Code) is not { } spent)
        {
            return await Fail();
        }

        return await TryWrite(change(spent)) ? null : ErrorCatalog.Error(ErrorCatalog.CodeWrong);
    }

    /// <summary>The state after the code; null: it is not one that counts.</summary>
    private SecondFactorState? SpentBy(string code)
    {
        if (state.State.Secret is not { } secret)
        {
            return null;
        }

        if (Totp.FindStep(Open(secret), Digits(code), clock.GetUtcNow(), state.State.LastStep) is { } step)
        {
            return state.State with { LastStep = step, Failures = 0 };
        }

        var hash = RecoveryCode.Hash(code);
        return state.State.RecoveryHashes.Contains(hash)
            ? state.State with { RecoveryHashes = state.State.RecoveryHashes.Remove(hash), Failures = 0 }
            : null;
    }

    private Error? TooSoon()
    {
        var over = state.State.Failures - FreeFailures;
        if (over < 0)
        {
            return null;
        }

        var wait = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, 5 * Math.Pow(2, Math.Min(over, 20))));
        var left = state.State.LastFailureAt + wait - clock.GetUtcNow();
        return left <= TimeSpan.Zero ? null : ErrorCatalog.Error(ErrorCatalog.Throttled) with { RetryAfterMs = (long)left.TotalMilliseconds + 1 };
    }

    private async Task<Error> Fail()
    {
        await Write(state.State with { Failures = state.State.Failures + 1, LastFailureAt = clock.GetUtcNow() });
        return ErrorCatalog.Error(ErrorCatalog.CodeWrong);
    }

    /// <returns>False: another activation has written since. What it has done is what counts.</returns>
    private async Task<bool> TryWrite(SecondFactorState next)
    {
        try
        {
            await Write(next);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private async Task Write(SecondFactorState next)
    {
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle(); // memory no longer says what the database does
            throw;
        }
    }

    private byte[] Seal(byte[] secret) => sealing.Seal(Place, Convert.ToHexString(secret));

    private byte[] Open(byte[] box) => Convert.FromHexString(sealing.Open(Place, box));

    private string Place => $"second-factor:{User}";

    /// <summary>Apps show the digits in groups.</summary>
    private static string Digits(string code) => code.Replace(" ", "", StringComparison.Ordinal);

    private static SecondFactorState Off(SecondFactorState state) => new() { LastStep = state.LastStep };

    private static ImmutableArray<string> NewCodes() => [.. Enumerable.Range(0, RecoveryCode.PerSet).Select(_ => RecoveryCode.New())];

    private static ImmutableArray<string> Hashes(ImmutableArray<string> codes) => [.. codes.Select(RecoveryCode.Hash)];
}
