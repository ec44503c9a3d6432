using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Storage;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Grains.Erasure;
using Parley.Grains.Ids;
using Parley.Grains.Sessions;
using Parley.Grains.Verification;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Grains.Users;

// Reentrant: a password check takes long, and a session that asks for the profile may be one that this grain is waiting for.
// Every change is made in one step on the state as it is then, and written; see Change.
[GrainType("user"), Reentrant]
public sealed partial class UserGrain(
    [PersistentState("user", GrainsRegistration.StateStore)] IPersistentState<UserState> state,
    PasswordHashing passwords, OneTimeCodes codes, IAudit audit, IdMint ids, SessionEnds ends, ProfileNews news, IOptions<SessionOptions> options, IOptions<ErasureOptions> erasure, TimeProvider clock,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    private string Id => this.GetPrimaryKeyString();

    /// <summary>False for claimed ids without a user as for ids that never were.</summary>
    private bool Exists => state.State.UserName.Length > 0;

    public async Task<Outcome<UserProfile>> Create(CreateUser command)
    {
        if (Exists)
        {
            return ErrorCatalog.Error(ErrorCatalog.NameTaken);
        }

        var isMade = await Change(user => user.UserName.Length > 0 ? user : user.WithRole(command.Role) with
        {
            UserName = command.UserName,
            DisplayName = command.DisplayName,
            PasswordHash = command.PasswordHash,
            IsBot = command.IsBot,
            Owner = command.Owner,
            CreatedAt = clock.GetUtcNow(),
        });
        return isMade ? state.State.Profile(Id) : ErrorCatalog.Error(ErrorCatalog.NameTaken);
    }

    public Task<UserProfile?> Find()
    {
        if (!Exists)
        {
            DeactivateOnIdle(); // guessed ids do not stay in memory
            return Task.FromResult<UserProfile?>(null);
        }

        return Task.FromResult<UserProfile?>(Profile);
    }

    public async Task<Outcome<SignedIn>> SignIn(SignIn command)
    {
        var hash = state.State.PasswordHash;
        var verdict = await passwords.CheckAsync(hash, command.Password);
        if (verdict.IsError)
        {
            return verdict.Error;
        }

        // The password may have been changed while the old one was checked. Deactivated users are refused like a wrong password, after the same work.
        if (verdict.Value == PasswordVerdict.Wrong || state.State.PasswordHash != hash || state.State.IsDeactivated)
        {
            // Nobody stays in memory like somebody, or the next guess would take longer. Hashing bounds how many they can become.
            return ErrorCatalog.Error(ErrorCatalog.SignInFailed);
        }

        if (verdict.Value == PasswordVerdict.RightButOutdated)
        {
            await Rehash(hash!, command.Password);
        }

        return (await GrainFactory.SecondFactor(Id).Status()).IsOn ? await AskForSecondFactor() : await OpenSessionByPassword(command.Session);
    }

    private async Task Rehash(string outdated, string password)
    {
        var hash = await passwords.HashAsync(password);
        if (!hash.IsError && state.State.PasswordHash == outdated)
        {
            await Change(user => user.PasswordHash == outdated ? user with { PasswordHash = hash.Value } : user);
        }
    }

    /// <summary>
    /// Replaces the state and writes it; changes that are made while a write is on its way share the next one. If the database has another version than memory (a write came about whose reply was
    /// lost, or another activation has written), nothing was written: what is there is read, and the change is decided again on that, once. If a write fails otherwise, memory no longer says what
    /// the database does: the activation goes.
    /// </summary>
    /// <param name="change">May run twice. Answers with what it was given if there is nothing to change (any more).</param>
    /// <returns>False: there was nothing to change.</returns>
    private async Task<bool> Change(Func<UserState, UserState> change)
    {
        for (var isRepeat = false; ; isRepeat = true)
        {
            await HasRead(); // what is decided on would be gone with it
            var (before, reads) = (state.State, _reads);
            var after = change(before);
            if (ReferenceEquals(before, after))
            {
                return false;
            }

            state.State = after;
            var isNews = before.UserName.Length > 0 && (before.Profile(Id) != after.Profile(Id) || before.Status != after.Status);
            try
            {
                await WriteState();
                return true;
            }
            catch (Exception e)
            {
                if (e is not InconsistentStateException || isRepeat || !await ReadAgain(reads))
                {
                    Lose();
                    throw;
                }
            }
            finally
            {
                if (isNews)
                {
                    await news.AnnounceAsync(Id); // written or not
                }
            }
        }
    }

    private async Task WriteState()
    {
        var cursors = state.State.Cursors; // they may move on during the write
        await state.WriteStateAsync();
        _cursorsWritten = cursors;
        _cursorsMoved = CursorMoves.Left(_cursorsMoved, cursors);
    }

    private void Lose()
    {
        _isLost = true;
        DeactivateOnIdle();
    }
}
