using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Errors;
using Parley.Grains.Verification;
using Parley.OpenId;
using Parley.Sessions;
using Parley.SignUp;
using Parley.Verification;

namespace Parley.Grains.OpenId;

[GrainType("external-logins"), StatelessWorker]
public sealed class ExternalLoginsGrain(ExternalLoginStore logins, ContactStore contacts) : Grain, IExternalLoginsGrain
{
    public async Task<Outcome<SignedIn>> SignIn(ExternalSignIn command)
    {
        var id = ExternalLoginStore.IdOf(command.Identity);
        var user = await logins.FindUserAsync(id) ?? await LinkByEmail(command, id);
        return user is null ? ErrorCatalog.Error(ErrorCatalog.LoginUnknown) : await GrainFactory.User(user).OpenSession(command.Session);
    }

    public async Task<Outcome<SignedIn>> SignUp(ExternalSignUp command)
    {
        var (identity, id) = (command.Identity, ExternalLoginStore.IdOf(command.Identity));
        if (await logins.FindUserAsync(id) is { } there)
        {
            return await GrainFactory.User(there).OpenSession(command.Session); // the form was sent twice
        }

        var isVerified = command.MayTakeEmail && identity is { IsEmailVerified: true, Email: not null };
        var signedUp = await GrainFactory.SignUp().SignUp(
            new SignUpUser(command.UserName, command.DisplayName, Password: null, command.Invite, identity.Email) { IsEmailVerified = isVerified });
        if (signedUp.IsError)
        {
            return signedUp.Error;
        }

        // Of two forms sent at the same moment with two names, one user has the identity; the other is nobody's, and cannot be signed in to.
        var owner = await logins.ClaimAsync(id, identity.Provider, signedUp.Value.User.Id);
        return await GrainFactory.User(owner).OpenSession(command.Session);
    }

    public async Task<Outcome<ExternalLogin>> Link(string user, ExternalIdentity identity)
    {
        var id = ExternalLoginStore.IdOf(identity);
        return await logins.ClaimAsync(id, identity.Provider, user) == user
            ? (await logins.ListAsync(user)).First(login => login.Id == id)
            : ErrorCatalog.Error(ErrorCatalog.LoginTaken);
    }

    public Task<ImmutableArray<ExternalLogin>> List(string user) => logins.ListAsync(user);

    public async Task<Outcome<ExternalLogin>> Unlink(string user, string id)
    {
        if ((await logins.ListAsync(user)).FirstOrDefault(login => login.Id == id) is not { } login)
        {
            return ErrorCatalog.Error(ErrorCatalog.LoginUnknown);
        }

        // Nobody takes a password away, so that what is true of it now stays true.
        return await logins.RemoveAsync(user, id, mayBeLast: await GrainFactory.User(user).HasPassword())
            ? login
            : ErrorCatalog.Error((await logins.ListAsync(user)).Any(one => one.Id == id) ? ErrorCatalog.LoginLast : ErrorCatalog.LoginUnknown);
    }

    /// <summary>Only if the provider says that it has made sure, the settings take its word, and here somebody has made sure of the same address.</summary>
    private async Task<string?> LinkByEmail(ExternalSignIn command, string id)
    {
        var identity = command.Identity;
        return command.MayLinkByEmail && identity.IsEmailVerified
            && ContactAddress.Parse(ContactKind.Email, identity.Email) is { } address
            && await contacts.FindOwnerAsync(address.Key) is { } owner
            ? await logins.ClaimAsync(id, identity.Provider, owner)
            : null;
    }
}
