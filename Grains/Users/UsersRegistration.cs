using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Users;

internal static class UsersRegistration
{
    public static ISiloBuilder AddUsers(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<PasswordOptions>().BindConfiguration(PasswordOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PasswordOptions>, PasswordOptions.Validator>());
        silo.Services.AddOptions<DraftOptions>().BindConfiguration(DraftOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DraftOptions>, DraftOptions.Validator>());
        silo.Services.TryAddSingleton<PasswordHashing>();
        silo.Services.TryAddSingleton<UserTable>();
        silo.Services.TryAddSingleton<ProfileNews>();
        return silo;
    }
}
