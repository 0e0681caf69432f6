"""The built wheel in a clean environment, called from a foreign directory."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import newsfold
import pytest

from tests.newsroom import Newsroom, outlet, rows

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; its dependencies are lent by this one, our own packages are not."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True
    )
    (site,) = (folder / "lib").glob("python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return folder / "bin"


def test_the_wheel_carries_its_packages_the_typed_face_and_the_starter_pack(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "newsfold/__init__.py",
        "newsfold/py.typed",
        "crawler/run.py",
        "spiders/news.py",
        "storage/archive.py",
    } <= names
    assert "crawler/config/packs/world.toml" in names
    assert not any(name.startswith("tests/") for name in names)


def test_the_console_script_crawls_from_a_foreign_directory_with_a_foreign_scrapy_cfg(
    clean: Path, tmp_path: Path
) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = somebody.elses.settings\n")
    (tmp_path / "crawler.py").write_text("raise SystemExit('a foreign crawler.py was imported')\n")
    with Newsroom() as room:
        outlet(room, 2)
        done = subprocess.run(
            [
                clean / "newsfold",
                "crawl",
                f"{room.url}/feed.xml",
                "--db",
                "here.db",
                "--allow-private",
                "127.0.0.0/8",
                "--delay",
                "0",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert len(rows(tmp_path / "here.db", "SELECT * FROM articles")) == 2


def test_the_face_is_imported_without_scrapy_or_an_extractor(clean: Path, tmp_path: Path) -> None:
    code = (
        "import sys, newsfold; newsfold.url_key('https://a.example/b'); "
        "heavy = {'scrapy', 'trafilatura', 'sqlite_utils', 'twisted', 'datasette'} & set(sys.modules); "
        "print(newsfold.__file__); sys.exit(sorted(heavy) and str(heavy) or 0)"
    )
    done = subprocess.run(
        [clean / "python", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(clean.parent) in done.stdout


def test_every_name_of_the_face_can_be_loaded() -> None:
    assert all(getattr(newsfold, name) is not None for name in newsfold.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = newsfold.nonsense
