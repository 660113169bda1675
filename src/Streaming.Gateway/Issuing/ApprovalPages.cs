using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Streaming.Application.Issuing;
using Streaming.Application.Operations;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Streaming.Gateway.Issuing;

/// <summary>
/// Where people say whether a program may act for them. Each time they show who they are: there is no session that a page of another
/// site, or the next person at the machine, could use.
/// </summary>
sealed class ApprovalPages(TokenHolders holders, SignIns people, GuessLimits guesses, TimeProvider time)
{
    /// <summary>Where somebody types the code that a program at another device shows.</summary>
    public const string Verify = $"{IssuerServices.Endpoints}/verify";

    /// <summary>Where an application sends somebody who is to sign in for it.</summary>
    public const string Authorize = $"{IssuerServices.Endpoints}/authorize";

    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    const string Code = "user_code";
    const string Name = "username";
    const string Password = "password";
    const string Decision = "decision";
    const string Refuse = "refuse";
    const string Operation = "issuer.approve";

    /// <summary>Whether a path is one of them.</summary>
    public static bool Are(PathString path) => path == Verify || path == Authorize;

    /// <summary>Whether a request is for one of them, and the library takes it for one.</summary>
    public static bool Are(HttpContext http) => Are(http.Request.Path) && http.GetOpenIddictServerRequest() is not null;

    /// <summary>Shows the form, or does what was said in it.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        var asking = http.Request.Path == Authorize ? await ApplicationAsync(http, request) : await DeviceAsync(http, request);
        if (asking is null)
        {
            var wrong = !string.IsNullOrEmpty(request.UserCode);
            if (wrong)
            {
                guesses.Note(http);
                Note(http, null, "no_code");
            }

            await CodePage(wrong).SendAsync(http, wrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        }
        else if (request.HasPromptValue(PromptValues.None))
        {
            // Nobody is ever signed in already.
            await http.ForbidAsync(Scheme, Refused(Errors.LoginRequired, "Somebody has to sign in."));
        }
        else if (!HttpMethods.IsPost(http.Request.Method) || (string?)request[Decision] is not { } decision)
        {
            await FormOf(asking).SendAsync(http);
        }
        else if (decision == Refuse)
        {
            Note(http, null, Errors.AccessDenied);
            await http.ForbidAsync(Scheme, Refused(Errors.AccessDenied, "Whoever was asked has refused."));
        }
        else
        {
            await ApproveAsync(http, asking, (string?)request[Name] ?? "", (string?)request[Password] ?? "");
        }
    }

    /// <summary>Lets the program act for whoever is known by name and password.</summary>
    async Task ApproveAsync(HttpContext http, Asking asking, string name, string password)
    {
        if (!guesses.TryPassword(name, out var again))
        {
            Note(http, null, "too_many");
            http.Response.Headers.RetryAfter = Math.Ceiling(again.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            var late = FormOf(asking) with { Fault = "Too many passwords were tried for this name. Wait a minute." };
            await late.SendAsync(http, StatusCodes.Status429TooManyRequests);
        }
        else if (await people.WhoAsync(name, password, http.RequestAborted) is not { } user)
        {
            guesses.Note(http);
            Note(http, null, "wrong_password");
            var wrong = FormOf(asking) with { Fault = "Name or password is wrong." };
            await wrong.SendAsync(http, StatusCodes.Status403Forbidden);
        }
        else if (await holders.ClientAsync(asking.Program, http.RequestAborted) is not { } program)
        {
            Note(http, TokenHolders.NameOf(user), Errors.InvalidClient);
            await http.ForbidAsync(Scheme, Refused(Errors.AccessDenied, "The program is not let in any more."));
        }
        else
        {
            Note(http, TokenHolders.NameOf(user), "done");
            await http.SignInAsync(Scheme, Grants.Of(user, program, asking.Scopes, time.GetUtcNow()));
        }
    }

    /// <summary>An application, which the library has found to be one that may send people here.</summary>
    async Task<Asking?> ApplicationAsync(HttpContext http, OpenIddictRequest request) =>
        await holders.ClientAsync(request.ClientId!, http.RequestAborted) is { } program
            ? new Asking(
                program.Made.Id,
                request.GetScopes(),
                [
                    .. request
                        .GetParameters()
                        .Where(p => p.Key is not (Name or Password or Decision) && (string?)p.Value is not null)
                        .Select(p => (p.Key, (string)p.Value!)),
                ]
            )
            {
                Page = Authorize,
                LeadsTo = SourceOf(request.RedirectUri!),
            }
            : null;

    /// <summary>A program at another device; null: there is none that shows such a code.</summary>
    async Task<Asking?> DeviceAsync(HttpContext http, OpenIddictRequest request)
    {
        if (string.IsNullOrEmpty(request.UserCode))
            return null;
        var known = await http.AuthenticateAsync(Scheme);
        return
            known.Principal is { } code
            && code.GetClaim(Claims.ClientId) is { } client
            && await holders.ClientAsync(client, http.RequestAborted) is { } program
            ? new Asking(program.Made.Id, code.GetScopes(), [(Code, request.UserCode)]) { Shown = request.UserCode }
            : null;
    }

    void Note(HttpContext http, string? who, string outcome) => holders.Note(who, CallerOf.Address(http), Operation, outcome);

    /// <summary>An address as a source of a content security policy: its origin, or its scheme where it has none.</summary>
    static string SourceOf(string redirect) =>
        new Uri(redirect) is { Scheme: "http" or "https" } web ? web.GetLeftPart(UriPartial.Authority) : $"{new Uri(redirect).Scheme}:";

    static AuthenticationProperties Refused(string error, string description) =>
        new()
        {
            Items =
            {
                [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
                [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
            },
        };

    static PageText CodePage(bool wrong) =>
        new("Sign in at another device", "Type the code that the program shows.")
        {
            Fault = wrong ? "There is no such code, or its time is over." : null,
            Form =
                $"<form method=\"get\" action=\"{Verify}\">"
                + $"<label>Code<input name=\"{Code}\" autocomplete=\"off\" required autofocus></label>"
                + "<button class=\"main\">Go on</button></form>",
        };

    static bool Identifies(Asking asking) => asking.Scopes.Intersect(Grants.Identifying, StringComparer.Ordinal).Any();

    static PageText FormOf(Asking asking)
    {
        var roles = asking.Scopes.Intersect(RoleWords.All, StringComparer.Ordinal).ToList();
        var what = roles.Count == 0 ? "whatever you may" : $"what a {string.Join(", ", roles)} may";
        var hidden = asking.Again.Select(field =>
            $"<input type=\"hidden\" name=\"{PageText.Safe(field.Name)}\" value=\"{PageText.Safe(field.Value)}\">"
        );
        return new PageText(
            $"{asking.Program} wants to act for you",
            $"It could do {what}, in your name{(Identifies(asking) ? ", and learns who you are" : "")}. "
                + "Go on only if you have just started it yourself"
                + (asking.Shown is null ? $"; it is to be found at {asking.LeadsTo}." : $", and it shows the code {asking.Shown}.")
        )
        {
            LeadsTo = asking.LeadsTo,
            Form =
                $"<form method=\"post\" action=\"{asking.Page}\">{string.Concat(hidden)}"
                + $"<label>Name<input name=\"{Name}\" autocomplete=\"username\" required autofocus></label>"
                + $"<label>Password<input name=\"{Password}\" type=\"password\" autocomplete=\"current-password\" required></label>"
                + $"<button class=\"main\" name=\"{Decision}\" value=\"approve\">Let it</button>"
                + $"<button name=\"{Decision}\" value=\"{Refuse}\" formnovalidate>Refuse</button></form>",
        };
    }

    /// <summary>A program, what it asks for, and what its request is known by when it comes again.</summary>
    sealed record Asking(string Program, ImmutableArray<string> Scopes, IReadOnlyList<(string Name, string Value)> Again)
    {
        /// <summary>Where the form goes.</summary>
        public string Page { get; init; } = Verify;

        /// <summary>The code that the program shows; null: none.</summary>
        public string? Shown { get; init; }

        /// <summary>Where the browser is sent afterwards; null: nowhere.</summary>
        public string? LeadsTo { get; init; }
    }
}
