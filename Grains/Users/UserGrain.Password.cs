using Parley.Audit;
using Parley.Errors;
using Parley.Grains.Verification;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Grains.Users;

public sealed partial class UserGrain
{
    public async Task<Outcome<UserProfile>> ChangePassword(ChangePassword command)
    {
        if (PasswordRules.Fault(command.NewPassword, state.State.UserName) is { } fault)
        {
            return ErrorCatalog.InvalidField("newPassword", fault);
        }

        var old = state.State.PasswordHash;
        var verdict = await passwords.CheckAsync(old, command.OldPassword);
        if (verdict.IsError || verdict.Value == PasswordVerdict.Wrong)
        {
            return verdict.Error ?? ErrorCatalog.Error(ErrorCatalog.PasswordWrong);
        }

        var hash = await passwords.HashAsync(command.NewPassword);
        if (hash.IsError)
        {
            return hash.Error;
        }

        // Another change may have come in between, or the old hash was renewed: then the old password may be wrong by now.
        return await ReplacePassword(user => user.PasswordHash == old, hash.Value, command.Session) ? state.State.Profile(Id) : ErrorCatalog.Error(ErrorCatalog.PasswordWrong);
    }

    public async Task<Outcome<UserProfile>> SetPassword(SetPassword command) =>
        Exists && await ReplacePassword(user => !user.IsErased, command.PasswordHash, exceptSession: null) ? state.State.Profile(Id) : ErrorCatalog.Error(ErrorCatalog.UserNotFound);

    public Task<bool> HasPassword() => Task.FromResult(state.State.PasswordHash is not null);

    public async Task<Outcome<UserProfile>> ConfirmPassword(ConfirmPassword command)
    {
        if (!Exists)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound);
        }

        if (state.State.PasswordHash is not { } hash)
        {
            return state.State.Profile(Id);
        }

        var verdict = await passwords.CheckAsync(hash, command.Password ?? "");
        if (verdict.IsError || verdict.Value == PasswordVerdict.Wrong)
        {
            return verdict.Error ?? ErrorCatalog.Error(ErrorCatalog.PasswordWrong);
        }

        return state.State.Profile(Id);
    }

    /// <returns>False: it may not be replaced (any more).</returns>
    private async Task<bool> ReplacePassword(Func<UserState, bool> mayBe, string hash, string? exceptSession)
    {
        if (!await Change(user => mayBe(user) ? user with { PasswordHash = hash } : user))
        {
            return false;
        }

        await codes.RevokeAsync(CodePurposes.PasswordReset, Id);
        await codes.RevokeAsync(CodePurposes.SignIn, Id);
        audit.Note(new AuditEntry(AuditEvents.AuthnPasswordChange) { Actor = exceptSession is null ? null : Id, Target = Id, Detail = exceptSession is null ? "reset" : null });
        await EndSessions(exceptSession);
        return true;
    }

    /// <summary>The password was right a moment ago. If it is another by the time the session is there, the session must not live: a change of the password ends all that it finds.</summary>
    private async Task<Outcome<SignedIn>> OpenSessionByPassword(OpenSession command)
    {
        var hash = state.State.PasswordHash;
        var opened = await OpenSession(command);
        if (opened.IsError || state.State.PasswordHash == hash)
        {
            return opened;
        }

        await EndSession(opened.Value.Session);
        return ErrorCatalog.Error(ErrorCatalog.SignInFailed);
    }
}
