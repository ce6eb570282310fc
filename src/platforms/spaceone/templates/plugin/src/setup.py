from pathlib import Path

from setuptools import find_packages, setup

setup(
    name="{{image}}",
    version=Path(__file__).with_name("VERSION").read_text(encoding="utf-8").strip(),
    description="{{title}}, {{noun}} for Cloudforet",
    packages=find_packages(),
    package_data={"": ["*.yaml", "*.json"]},
    python_requires=">=3.8",
    # Lower bounds only; what the image installs is pinned in pkg/pip_requirements.txt.
    install_requires=[{{requires}}, "requests>=2.31"],
)
