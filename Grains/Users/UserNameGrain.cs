using Orleans.Storage;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Ids;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Grains.Users;

/// <summary>
/// Claims the name for an id, then fills the id with a user. Both are first writes of a row, of which the database lets only
/// one succeed: two activations of this grain cannot both give the name away.
/// </summary>
[GrainType("user-name"), CollectionAgeLimit(Minutes = 5)] // guessed names do not stay long
public sealed class UserNameGrain(
    [PersistentState("user-name", GrainsRegistration.StateStore)] IPersistentState<UserNameState> state,
    PasswordHashing passwords, IdMint ids) : Grain, IUserNameGrain
{
    public async Task<Outcome<UserProfile>> Register(RegisterUser command)
    {
        var userName = UserNames.Normalise(command.UserName);
        var displayName = string.IsNullOrEmpty(command.DisplayName) ? userName : command.DisplayName;
        if (Faults(command with { UserName = userName }) is { } faults)
        {
            return faults;
        }

        if (!IsOfTheServer(command) && await RefusedWords(userName, displayName) is { } refusal)
        {
            return refusal;
        }

        // 1. Taken? Before the hash, which is the dear part.
        if (state.State.ReservedFor is not null || await Find() is not null)
        {
            return ErrorCatalog.Error(ErrorCatalog.NameTaken);
        }

        // 2. Hash. Registrations of this activation run one after the other, so nothing has changed meanwhile.
        string? passwordHash = null;
        if (command.Password is not null)
        {
            var hash = await passwords.HashAsync(command.Password);
            if (hash.IsError)
            {
                return hash.Error;
            }

            passwordHash = hash.Value;
        }

        // 3. Claim, unless an interrupted registration has done it; and before it the name that this one looks like, so that of two that look alike
        // at most one is given out.
        if (UserNames.LookAlikeKey(userName) is var lookAlike && lookAlike != this.GetPrimaryKeyString()
            && await GrainFactory.GetGrain<IUserNameGrain>(lookAlike).Reserve(this.GetPrimaryKeyString()) is { } taken)
        {
            return taken;
        }

        await Claim();
        if (state.State.User is null)
        {
            return ErrorCatalog.Error(ErrorCatalog.NameTaken); // reserved meanwhile
        }

        // 4. Fill. If another registration was faster with the same claim, the user's row says so.
        return await User(state.State.User!).Create(new CreateUser(userName, displayName, passwordHash) { IsBot = command.IsBot, Owner = command.Owner, Role = command.IsBot ? ServerRole.Bot : command.Role });
    }

    public async Task<Error?> Reserve(string lookAlike)
    {
        if (state.State.User is null && state.State.ReservedFor is null)
        {
            await Write(new UserNameState { ReservedFor = lookAlike });
        }

        return state.State.ReservedFor == lookAlike ? null : ErrorCatalog.Error(ErrorCatalog.NameTaken);
    }

    public async Task Release(string user, string name)
    {
        if (state.State.User == user || (state.State.ReservedFor is { } reserved && reserved == name))
        {
            await state.ClearStateAsync();
        }

        DeactivateOnIdle(); // the row is removed behind it: whoever comes next reads that there is none
    }

    public async Task<Outcome<SignedIn>> SignIn(SignIn command)
    {
        // Nobody's password is checked where somebody's would be: one call further, on whichever silo, after a look at the database.
        // Time does not tell which names exist.
        return await User(state.State.User ?? ids.NobodyFor(this.GetPrimaryKeyString())).SignIn(command);
    }

    public async Task<Outcome<UserProfile>> SetPassword(SetNamesPassword command)
    {
        if (await Find() is not { } user)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound);
        }

        if (PasswordRules.Fault(command.NewPassword, user.UserName) is { } fault)
        {
            return ErrorCatalog.InvalidField("password", fault);
        }

        var hash = await passwords.HashAsync(command.NewPassword);
        return hash.IsError ? hash.Error : await User(user.Id).SetPassword(new SetPassword(hash.Value));
    }

    public async Task<UserProfile?> Find() => state.State.User is { } user ? await User(user).Find() : null;

    /// <summary>After it the name is claimed, here or by another activation that was faster.</summary>
    private async Task Claim()
    {
        if (state.State.User is null && state.State.ReservedFor is null)
        {
            await Write(new UserNameState { User = ids.NewUser() });
        }
    }

    /// <summary>After it the state is what was written first, by this activation or by another.</summary>
    private async Task Write(UserNameState first)
    {
        state.State = first;
        try
        {
            await state.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            await state.ReadStateAsync();
        }
        catch
        {
            // Written or not: the next activation reads which.
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<Error?> RefusedWords(string userName, string displayName)
    {
        var rules = GrainFactory.ServerWordRules();
        return !await rules.Allows(userName) ? ErrorCatalog.InvalidField("userName", ErrorCatalog.Kinds[ErrorCatalog.WordsRefused].Sentence)
            : displayName != userName && !await rules.Allows(displayName) ? ErrorCatalog.InvalidField("displayName", ErrorCatalog.Kinds[ErrorCatalog.WordsRefused].Sentence)
            : null;
    }

    private Error? Faults(RegisterUser command)
    {
        var (userName, displayName, password) = command;
        var faults = new Dictionary<string, string[]>();
        Add("userName", IsOfTheServer(command) ? UserNames.FormFault(userName) : UserNames.Fault(userName));
        if (!faults.ContainsKey("userName") && (IdMint.HasForm(userName) || UserNames.Key(userName) != this.GetPrimaryKeyString()))
        {
            Add("userName", "This name cannot be given out. Choose another.");
        }

        Add("displayName", string.IsNullOrEmpty(displayName) ? null : UserNames.DisplayFault(displayName));
        Add("password", password is null ? null : PasswordRules.Fault(password, userName));
        return faults.Count == 0
            ? null
            : ErrorCatalog.Error(ErrorCatalog.Invalid, string.Join(' ', faults.Values.SelectMany(fault => fault))) with { Fields = faults };

        void Add(string field, string? fault)
        {
            if (fault is not null)
            {
                faults[field] = [fault];
            }
        }
    }

    private static bool IsOfTheServer(RegisterUser command) => command is { IsBot: true, Owner: null };

    private IUserGrain User(string id) => GrainFactory.GetGrain<IUserGrain>(id);
}
